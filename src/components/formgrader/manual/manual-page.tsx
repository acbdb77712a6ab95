import {
  useEffect,
  useId,
  useRef,
  type ReactElement,
  type RefObject
} from 'react';
import type { ManualModel } from '../../../models/formgrader/manual';
import { LEADERS } from '../../../roles';
import { Button } from '../../button';
import { Message } from '../../message';
import { AssignmentPicker } from '../assignment-picker';
import type { IPageProps } from '../page';
import { Alike } from './alike';
import { AnswerView } from './answer-view';
import { Comments } from './comments';
import { EntryForm } from './entry-form';
import { History } from './history';
import { KeyList } from './key-list';
import { onGraderKey } from './keys';
import { ManualBar } from './manual-bar';
import { RubricEditor } from './rubric-editor';

/** Assignments at the left, an answer in the middle, its points at the right; all of it by keys. */
export function ManualPage(props: IPageProps<ManualModel>): ReactElement {
  const { context, trans } = props;
  return (
    <div className="jp-AutogradePanes">
      <AssignmentPicker
        assignments={context.assignments}
        assignment={context.assignment}
        trans={trans}
        onAssignment={id => context.selectAssignment(id)}
      />
      <Grading {...props} />
    </div>
  );
}

function Grading(props: IPageProps<ManualModel>): ReactElement {
  const { context, model, trans } = props;
  const { facts, works } = model;
  if (works === null || !model.overview) {
    return context.assignment === null && context.assignments ? (
      <Message
        kind="empty"
        sentence={trans.__('This course has no assignment yet.')}
        nextStep={trans.__(
          'Open the notebook with your solution and use Release in its toolbar.'
        )}
      />
    ) : (
      <Message kind="loading" sentence={trans.__('Loading answers…')} />
    );
  }
  if (!facts) {
    return (
      <Message
        kind="empty"
        sentence={trans.__('There is nothing to grade by hand here.')}
        nextStep={trans.__(
          'A question waits for a person when it is marked so in the notebook, and somebody has handed it in.'
        )}
      />
    );
  }
  return <Workplace {...props} />;
}

function Workplace(props: IPageProps<ManualModel>): ReactElement {
  const { model, trans } = props;
  const page = useRef<HTMLDivElement>(null);
  const points = useRef<HTMLInputElement>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const keysId = useId();
  const { place, items } = model;
  const hasItems = items.length > 0;
  const home = (): void =>
    (hasItems ? page.current : points.current)?.focus({ preventScroll: true });
  const here = `${place?.workId} ${place?.question}`;
  useEffect(() => {
    // Where one grades by keys: after each step, but not out of something that was clicked on elsewhere.
    const focused = document.activeElement;
    if (
      !focused ||
      focused === document.body ||
      page.current?.contains(focused)
    ) {
      home();
    }
  }, [here, hasItems]);
  return (
    <div
      ref={page}
      className="jp-AutogradeManual"
      role="region"
      aria-label={trans.__('Manual grading')}
      aria-describedby={keysId}
      tabIndex={-1}
      onKeyDown={event =>
        onGraderKey(
          event,
          {
            onStep: step => model.step(step),
            onUngraded: () => void model.nextUngraded(),
            onFailing: () => void model.nextFailing(),
            onFlag: () => void model.toggleFlag(),
            onComment: () => comment.current?.focus(),
            onTypePoints: () => points.current?.focus(),
            onHome: home,
            onSave: () => void model.save(),
            onDigit: digit => toggleNumber(model, digit)
          },
          points.current
        )
      }
    >
      <ManualBar {...props} />
      <section
        className="jp-AutogradeManual-answer"
        aria-label={trans.__('The answer')}
        // It scrolls.
        tabIndex={0}
      >
        <AnswerView answer={model.answer} trans={trans} />
      </section>
      <Side {...props} points={points} comment={comment} keysId={keysId} />
    </div>
  );
}

function toggleNumber(model: ManualModel, digit: number): boolean {
  const item = model.items[digit - 1];
  if (item && model.heldBy === null) {
    model.toggleItem(item.id);
  }
  return item !== undefined;
}

function Side(
  props: IPageProps<ManualModel> & {
    points: RefObject<HTMLInputElement>;
    comment: RefObject<HTMLTextAreaElement>;
    keysId: string;
  }
): ReactElement | null {
  const { context, faultOf, model, trans } = props;
  const { alike, facts, place, rubric } = model;
  const { preview } = rubric.change;
  const fault = faultOf(model.error);
  if (!facts || !place) {
    return null;
  }
  return (
    <aside
      className="jp-AutogradeManual-side"
      aria-label={trans.__('Points and comments')}
    >
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
        />
      )}
      <EntryForm
        facts={facts}
        entry={model.entry}
        items={model.items}
        heldBy={model.heldBy}
        trans={trans}
        field={props.points}
        onPoints={text => model.setPoints(text)}
        onItem={id => model.toggleItem(id)}
        onSave={() => void model.save()}
        onTakeBack={() => void model.takeBack()}
      />
      <Button onClick={() => void model.toggleFlag()}>
        {facts.flagged
          ? trans.__('Take the flag off (m)')
          : trans.__('Flag (m)')}
      </Button>
      <Alike
        cluster={alike.of(place)}
        asked={alike.question === place.question}
        looking={alike.clusters === null}
        counts={alike.countsOf(place)}
        graded={Boolean(facts.score_id)}
        trans={trans}
        onFind={() => void alike.find(place.question)}
        onCopy={() => void model.gradeAlike()}
      />
      <Comments
        key={`${place.workId} ${place.question}`}
        comments={model.answer?.comments ?? []}
        bank={model.bank}
        trans={trans}
        field={props.comment}
        onComment={(text, keep) => void model.comment(text, keep)}
        onRemove={id => void model.removeComment(id)}
      />
      <History
        key={`history ${place.workId} ${place.question}`}
        history={model.history}
        trans={trans}
        onOpen={() => void model.loadHistory()}
      />
      <RubricEditor
        items={model.items}
        preview={preview?.question === place.question ? preview : null}
        busy={rubric.busy}
        fault={faultOf(rubric.error)}
        changeFault={faultOf(rubric.change.error)}
        mayChange={LEADERS.has(context.course?.role ?? 'student')}
        trans={trans}
        onAdd={(text, worth) => void rubric.add(place.question, text, worth)}
        onEdit={(item, change) => void rubric.edit(item, change)}
        onDecide={apply => void rubric.decide(apply)}
        onForget={() => rubric.forgetError()}
      />
      <KeyList id={props.keysId} trans={trans} />
    </aside>
  );
}
