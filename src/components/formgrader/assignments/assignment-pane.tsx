import type { TranslationBundle } from '@jupyterlab/translation';
import { useRef, type ReactElement } from 'react';
import type { IErrorText } from '../../../api/errors';
import type { Assignment } from '../../../api/schemas';
import type {
  ActPlace,
  CourseAssignmentsModel
} from '../../../models/formgrader/course-assignments';
import { points } from '../../../quantities';
import { dueTime, exactTime, zoneName } from '../../../timestamps';
import { Facts } from '../../facts';
import { useFocusBack } from '../../focus-back';
import { Message } from '../../message';
import { stateWord } from './assignment-words';
import { DatesForm } from './dates-form';
import { ExtensionsPart } from './extensions-part';
import { LateForm } from './late-form';
import { lateInWords } from './late-words';
import { LimitsForm } from './limits-form';
import { OutlookView } from './outlook-view';
import { Section } from './section';
import type { ISettingProps } from './setting-form';
import { StateButtons } from './state-buttons';
import { VersionsPart } from './versions-part';
import { scoreShownWord, VisibilityForm } from './visibility-form';

export interface IAssignmentPaneProps {
  assignment: Assignment;
  model: CourseAssignmentsModel;
  trans: TranslationBundle;
  /** An error in words; null stays null. */
  faultOf(error: unknown): IErrorText | null;
  /** Make a new version of it of a notebook; undefined where notebooks can't be reached. */
  onRelease?(): void;
}

/** One assignment: its state and what can become of it, and all that is set for it. */
export function AssignmentPane(props: IAssignmentPaneProps): ReactElement {
  const { assignment, faultOf, model, trans } = props;
  const { detail, mayChange, proposal } = model;
  const acts = useRef<HTMLDivElement>(null);
  useFocusBack(acts, proposal !== null);
  const faultAt = (place: ActPlace): IErrorText | null =>
    faultOf(model.refusalAt(place));
  const settingOf = (place: ActPlace): ISettingProps => ({
    assignment,
    drafts: model.drafts,
    mayChange,
    busy: model.busy,
    fault: faultAt(place),
    trans,
    onChange: change => model.change(place, change)
  });
  const fault = faultAt('state');
  return (
    <>
      <div className="jp-AutogradeDetail-head">
        <h2 className="jp-AutogradeDetail-title">{assignment.name}</h2>
        <span className="jp-AutogradeBadge" data-kind={assignment.state}>
          {stateWord(assignment.state, trans)}
        </span>
      </div>
      <Overview {...props} />
      <StateButtons {...props} place={acts} />
      {proposal && (
        <OutlookView
          key={`${proposal.outlook.becomes} ${proposal.version?.number ?? ''}`}
          proposal={proposal}
          busy={model.busy}
          trans={trans}
          onConfirm={() => void model.confirm()}
          onDismiss={() => model.dismiss()}
        />
      )}
      {fault && <Message kind="error" {...fault} />}
      <Section
        title={trans.__('Dates and attempts')}
        summary={assignment.due_at ? dueTime(assignment.due_at) : undefined}
        open
      >
        <DatesForm {...settingOf('dates')} />
      </Section>
      <Section
        title={trans.__('Late submissions')}
        summary={lateInWords(assignment.late_policy ?? null, trans)}
      >
        <LateForm {...settingOf('late')} />
      </Section>
      <Section
        title={trans.__('What students see')}
        summary={scoreShownWord(
          assignment.visibility?.score ?? 'at_once',
          trans
        )}
      >
        <VisibilityForm {...settingOf('visibility')} />
      </Section>
      {detail === null ? (
        <Message kind="loading" sentence={trans.__('Loading versions…')} />
      ) : (
        <>
          <Section
            title={trans.__('Versions')}
            summary={trans._n(
              '%1 version',
              '%1 versions',
              detail.versions.length
            )}
          >
            <VersionsPart
              detail={detail}
              assignment={assignment}
              mayChange={mayChange}
              busy={model.busy}
              trans={trans}
              onRelease={version => void model.lookOut('released', version)}
              onPreview={version => void model.lookAsStudent(version.id)}
            />
          </Section>
          <Section
            title={trans.__('Extensions')}
            summary={
              detail.extensions.length > 0
                ? String(detail.extensions.length)
                : trans.__('none')
            }
          >
            <ExtensionsPart
              assignmentId={assignment.id}
              extensions={detail.extensions}
              solutionReadable={assignment.solution_readable}
              drafts={model.drafts}
              busy={model.busy}
              trans={trans}
              faultAt={faultAt}
              onGrant={request => model.grant(request)}
              onEnd={id => void model.endExtension(id)}
            />
          </Section>
        </>
      )}
      {model.limits && (
        <Section
          title={trans.__('Limits of grading')}
          summary={
            assignment.limits
              ? trans.__('its own')
              : trans.__('those of the service')
          }
        >
          <LimitsForm limits={model.limits} {...settingOf('limits')} />
        </Section>
      )}
    </>
  );
}

function Overview(props: IAssignmentPaneProps): ReactElement {
  const { assignment, model, trans } = props;
  const progress = model.progress?.get(assignment.id);
  const { opens_at: opens, timezone } = assignment;
  return (
    <Facts
      facts={[
        [
          trans.__('Opens'),
          opens ? <span title={exactTime(opens)}>{dueTime(opens)}</span> : null
        ],
        [
          trans.__('Students'),
          progress
            ? trans.__(
                '%1 of %2 fetched, %3 submitted, %4 graded',
                progress.fetched,
                progress.students,
                progress.submitted,
                progress.graded
              )
            : null
        ],
        [
          trans.__('Failed'),
          progress && progress.failed > 0
            ? trans._n(
                'the grading of %1 student',
                'the grading of %1 students',
                progress.failed
              )
            : null
        ],
        [
          trans.__('Points'),
          typeof assignment.max_score === 'number'
            ? points(assignment.max_score)
            : null
        ],
        [
          trans.__('Time zone'),
          timezone
            ? trans.__('%1; shown here in %2', timezone, zoneName())
            : zoneName()
        ]
      ]}
    />
  );
}
