import type { TranslationBundle } from '@jupyterlab/translation';
import {
  useEffect,
  useRef,
  useState,
  type FormEvent,
  type ReactElement
} from 'react';
import type { IErrorText } from '../../../api/errors';
import type { Course } from '../../../api/schemas';
import type { CourseCopy } from '../../../models/formgrader/course-copy';
import { LEADERS } from '../../../roles';
import { Button } from '../../button';
import { Message } from '../../message';
import { CopyPlanView } from './copy-plan';
import { Field } from '../../field';
import { SubmitButton } from '../../submit-button';

/** The most days that the service takes, either way. */
const MOST_DAYS = 3660;
const WEEK = 7;

export interface ICopyFormProps {
  copy: CourseCopy;
  /** The one that is copied from. */
  course: Course;
  courses: readonly Course[];
  busy: boolean;
  /** Why it was not looked at, or not done. */
  fault: IErrorText | null;
  trans: TranslationBundle;
  /** Show a course. */
  onCourse(id: string): void;
}

/** Where one assignment, or a whole course, is copied, and by how much its dates move; then what that does. */
export function CopyForm(props: ICopyFormProps): ReactElement {
  const { busy, copy, course, trans } = props;
  const { assignment, done, proposal } = copy;
  const targets = targetsOf(props);
  const place = useRef<HTMLElement>(null);
  const isDone = done !== null;
  // At first, and when the button that did it has gone.
  useEffect(() => place.current?.focus({ preventScroll: true }), [isDone]);
  const [target, setTarget] = useState(targets[0]?.id ?? '');
  const [days, setDays] = useState('0');
  const [name, setName] = useState<string | null>(null);
  const suggested =
    assignment &&
    (target === course.id
      ? trans.__('%1 (copy)', assignment.name)
      : assignment.name);
  const title = assignment
    ? trans.__('Copy “%1”', assignment.name)
    : trans.__('Copy all assignments of “%1”', course.name);
  const change = (how: () => void): void => {
    how();
    copy.reconsider();
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy) {
      void copy.look({
        course_id: target,
        shift_days: Number(days),
        assignments: assignment ? [assignment.id] : null,
        name: assignment ? (name ?? suggested) : null
      });
    }
  };
  return (
    <section
      ref={place}
      tabIndex={-1}
      className="jp-AutogradeCopying"
      aria-label={title}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          copy.dismiss();
        }
      }}
    >
      <h2 className="jp-AutogradeDetail-title">{title}</h2>
      {done ? (
        <Done {...props} />
      ) : targets.length === 0 ? (
        <Message
          kind="empty"
          sentence={trans.__('There is no other course that you lead.')}
          nextStep={trans.__(
            'An administrator of the hub can create the next term’s, and make you its instructor.'
          )}
          action={{ label: trans.__('Back'), onClick: () => copy.dismiss() }}
        />
      ) : (
        <>
          <form className="jp-AutogradeSetting" onSubmit={onSubmit}>
            <p className="jp-AutogradeField-note">
              {trans.__(
                'Copies are drafts, each with its dates, late policy, limits, visibility, rubric and newest version. Students, their work and their extensions are not copied.'
              )}
            </p>
            <Field name={trans.__('Into')}>
              <select
                value={target}
                onChange={event => change(() => setTarget(event.target.value))}
              >
                {targets.map(one => (
                  <option key={one.id} value={one.id}>
                    {one.title ? `${one.name} · ${one.title}` : one.name}
                  </option>
                ))}
              </select>
            </Field>
            {assignment && (
              <Field name={trans.__('Name')}>
                <input
                  type="text"
                  required
                  maxLength={128}
                  value={name ?? suggested ?? ''}
                  onChange={event => change(() => setName(event.target.value))}
                />
              </Field>
            )}
            <Field
              name={trans.__('Shift by days')}
              hint={shiftWords(Number(days), trans)}
            >
              <input
                type="number"
                required
                step={1}
                min={-MOST_DAYS}
                max={MOST_DAYS}
                value={days}
                onChange={event => change(() => setDays(event.target.value))}
              />
            </Field>
            <p className="jp-AutogradeButtons">
              <SubmitButton primary={!proposal} idle={busy}>
                {trans.__('Preview')}
              </SubmitButton>
              <Button onClick={() => copy.dismiss()}>
                {trans.__('Cancel')}
              </Button>
            </p>
          </form>
          {proposal && <Proposal {...props} />}
          {props.fault && <Message kind="error" {...props.fault} />}
        </>
      )}
    </section>
  );
}

/** Own course first for one assignment; a whole course goes into another. */
function targetsOf({ copy, course, courses }: ICopyFormProps): Course[] {
  const others = courses.filter(
    one => one.id !== course.id && LEADERS.has(one.role) && !one.archived_at
  );
  return copy.assignment ? [course, ...others] : others;
}

function shiftWords(days: number, trans: TranslationBundle): string {
  if (days === 0) {
    return trans.__('0: the dates stay the same.');
  }
  return days % WEEK === 0
    ? trans._n(
        '%1 week: the weekdays stay the same.',
        '%1 weeks: the weekdays stay the same.',
        days / WEEK
      )
    : trans.__(
        'The weekdays change; %1 days would be whole weeks.',
        Math.round(days / WEEK) * WEEK
      );
}

function Proposal(props: ICopyFormProps): ReactElement | null {
  const { busy, copy, trans } = props;
  const { proposal } = copy;
  if (!proposal) {
    return null;
  }
  const { plan } = proposal;
  const count = plan.assignments.filter(one => !one.skipped).length;
  return (
    <div className="jp-AutogradeOutlook">
      <div role="status">
        <h3 className="jp-AutogradeOutlook-title">
          {trans._n(
            '%1 assignment would be copied into “%2”',
            '%1 assignments would be copied into “%2”',
            count,
            plan.course
          )}
        </h3>
      </div>
      <CopyPlanView plan={plan} trans={trans} />
      {count > 0 && (
        <p className="jp-AutogradeButtons">
          <Button primary busy={busy} onClick={() => void copy.confirm()}>
            {busy ? trans.__('Copying…') : trans.__('Copy now')}
          </Button>
        </p>
      )}
    </div>
  );
}

function Done(props: ICopyFormProps): ReactElement | null {
  const { copy, course, trans } = props;
  const { done } = copy;
  if (!done) {
    return null;
  }
  const count = done.assignments.filter(one => one.copy_id).length;
  return (
    <>
      <Message
        kind="info"
        sentence={trans._n(
          'Copied %1 assignment into “%2”, as a draft.',
          'Copied %1 assignments into “%2”, as drafts.',
          count,
          done.course
        )}
        nextStep={trans.__(
          'Students see a draft once one of its versions is released.'
        )}
      />
      <p className="jp-AutogradeButtons">
        {done.course_id !== course.id && (
          <Button primary onClick={() => props.onCourse(done.course_id)}>
            {trans.__('Show “%1”', done.course)}
          </Button>
        )}
        <Button onClick={() => copy.dismiss()}>{trans.__('Back')}</Button>
      </p>
      <CopyPlanView plan={done} trans={trans} />
    </>
  );
}
