import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { AssignmentInsight } from '../../../api/schemas';
import type { InsightModel } from '../../../models/formgrader/insight';
import { LEADERS } from '../../../roles';
import {
  ALL,
  queryOf,
  type ISubmissionFilter
} from '../../../submission-filter';
import { dueTime } from '../../../timestamps';
import { Message } from '../../message';
import { AssignmentPicker } from '../assignment-picker';
import type { IPageProps } from '../page';
import { ChartFigure, type DrawChart } from './chart-figure';
import { handInChart, scoreChart, testChart } from './chart-specs';
import { ErrorClusters } from './error-clusters';
import {
  binWord,
  FEW,
  peopleSentence,
  scoreSentence,
  spanSentence
} from './insight-words';
import { NumberTable } from './number-table';
import { TestDetail } from './test-detail';
import { TestTable } from './test-table';

/** How an assignment went: charts, tests, errors; beside them the chosen test and what becomes of it. */
export function InsightPage(props: IPageProps<InsightModel>): ReactElement {
  const { context, faultOf, model, trans } = props;
  const { insight } = model;
  const onWorks = (filter: Partial<ISubmissionFilter>): void =>
    props.onPlace({
      page: 'submissions',
      course: context.courseId,
      assignment: insight?.assignment_id ?? context.assignmentId,
      query: queryOf({ ...ALL, ...filter })
    });
  return (
    <div className="jp-AutogradePanes">
      <AssignmentPicker
        assignments={context.assignments}
        assignment={context.assignment}
        trans={trans}
        onAssignment={id => context.selectAssignment(id)}
      />
      <section
        className="jp-AutogradeInsight"
        aria-label={trans.__('How it went')}
      >
        {context.assignments?.length === 0 ? (
          <Message
            kind="empty"
            sentence={trans.__('This course has no assignment yet.')}
            nextStep={trans.__(
              'Open the notebook with your solution and use Release in its toolbar.'
            )}
          />
        ) : insight === null ? (
          <Message kind="loading" sentence={trans.__('Counting…')} />
        ) : insight.handed_in === 0 ? (
          <Message
            kind="empty"
            sentence={trans.__('Nobody has submitted “%1” yet.', insight.name)}
            nextStep={trans.__(
              'Scores, tests and errors appear here as submissions arrive.'
            )}
          />
        ) : (
          <Figures {...props} insight={insight} onWorks={onWorks} />
        )}
      </section>
      <TestDetail
        test={model.test}
        correction={model.correction}
        fault={faultOf(model.correction.change.error)}
        versionsFault={faultOf(model.correction.versionsError)}
        mayCorrect={LEADERS.has(context.course?.role ?? 'student')}
        trans={trans}
        onFailing={({ notebook, question, test }) =>
          onWorks({ failing: { notebook, question, test } })
        }
      />
    </div>
  );
}

function Figures(
  props: IPageProps<InsightModel> & {
    insight: AssignmentInsight;
    onWorks(filter: Partial<ISubmissionFilter>): void;
  }
): ReactElement {
  const { acts, insight, model, trans } = props;
  const { drawChart: draw } = acts;
  const figure = { draw, insight, trans };
  return (
    <>
      <p className="jp-AutogradeInsight-people-sentence" role="status">
        {peopleSentence(insight, trans)}
      </p>
      <Scores {...figure} />
      <HandIns {...figure} />
      <ChartFigure
        title={trans.__('Tests')}
        summary={
          insight.graded < FEW
            ? trans.__(
                'With fewer than %1 students, discrimination says little.',
                FEW
              )
            : undefined
        }
        spec={testChart(insight.tests, trans)}
        draw={hasDiscrimination(insight) ? draw : undefined}
        withTable
        trans={trans}
      >
        <TestTable
          tests={insight.tests}
          selected={model.test}
          trans={trans}
          onSelect={test => model.selectTest(test)}
        />
      </ChartFigure>
      <section className="jp-AutogradeInsight-figure">
        <h2 className="jp-AutogradeInsight-title">{trans.__('Errors')}</h2>
        <ErrorClusters
          insight={insight}
          trans={trans}
          onPerson={person => props.onWorks({ text: person.user })}
          onCluster={({ id }) => props.onWorks({ error: id })}
        />
      </section>
    </>
  );
}

interface IFigureProps {
  insight: AssignmentInsight;
  draw?: DrawChart;
  trans: TranslationBundle;
}

function Scores({ draw, insight, trans }: IFigureProps): ReactElement {
  const { scores } = insight;
  const title = trans.__('Scores');
  return (
    <ChartFigure
      title={title}
      summary={
        scores.students > 0
          ? scoreSentence(scores, trans)
          : trans.__('Nobody has a score yet.')
      }
      spec={scoreChart(insight, trans)}
      draw={scores.students > 0 ? draw : undefined}
      trans={trans}
    >
      <NumberTable
        label={title}
        head={[trans.__('Score, % of the maximum'), trans.__('Students')]}
        rows={scores.bins.map(bin => [
          `${bin.low} – ${bin.high}`,
          bin.students
        ])}
      />
    </ChartFigure>
  );
}

function HandIns({ draw, insight, trans }: IFigureProps): ReactElement {
  const { bins, hours } = insight.hand_ins;
  const title = trans.__('Hand-ins over time');
  const due = insight.due_at
    ? trans.__('Due %1.', dueTime(insight.due_at))
    : trans.__('No due time.');
  return (
    <ChartFigure
      title={title}
      summary={`${due} ${spanSentence(hours, trans)}`}
      spec={handInChart(insight, trans)}
      draw={draw}
      trans={trans}
    >
      <NumberTable
        label={title}
        head={[
          trans.__('From'),
          trans.__('All attempts'),
          trans.__('Attempts that count')
        ]}
        rows={bins.map(bin => [binWord(bin), bin.submissions, bin.newest])}
      />
    </ChartFigure>
  );
}

function hasDiscrimination({ tests }: AssignmentInsight): boolean {
  return tests.some(test => typeof test.discrimination === 'number');
}
