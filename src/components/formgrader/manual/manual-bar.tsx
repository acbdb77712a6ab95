import type { ReactElement } from 'react';
import type { ManualModel } from '../../../models/formgrader/manual';
import type { WalkOrder } from '../../../models/formgrader/manual-walk';
import { LEADERS } from '../../../roles';
import { Button } from '../../button';
import type { IPageProps } from '../page';
import { Progress } from './progress';

/** Which answer it is, and how one goes on from it. */
export function ManualBar(props: IPageProps<ManualModel>): ReactElement {
  const { context, model, trans } = props;
  const { facts, overview, place, work, works } = model;
  const [position, count] = model.position;
  const named = (student: string): string =>
    overview?.anonymous ? trans.__('Student %1', student) : student;
  return (
    <div className="jp-AutogradeManual-bar">
      <select
        className="jp-AutogradeSelect"
        aria-label={trans.__('Question')}
        value={place?.question}
        onChange={event => model.selectQuestion(event.target.value)}
      >
        {overview?.questions.map(one => (
          <option key={one.question} value={one.question}>
            {trans.__(
              '%1: %2 of %3 graded',
              one.question,
              one.graded ?? 0,
              one.total ?? 0
            )}
          </option>
        ))}
      </select>
      <select
        className="jp-AutogradeSelect"
        aria-label={trans.__('Student')}
        value={work?.id}
        onChange={event => model.selectWork(event.target.value)}
      >
        {works?.map(one => (
          <option key={one.id} value={one.id}>
            {named(one.student)}
          </option>
        ))}
      </select>
      <select
        className="jp-AutogradeSelect"
        aria-label={trans.__('Order')}
        value={model.order}
        onChange={event => model.setOrder(event.target.value as WalkOrder)}
      >
        <option value="question">
          {trans.__('One question, all students')}
        </option>
        <option value="student">{trans.__('By student')}</option>
      </select>
      <Button
        label={trans.__('Answer before (p)')}
        onClick={() => model.step(-1)}
      >
        ‹
      </Button>
      <Button label={trans.__('Next answer (n)')} onClick={() => model.step(1)}>
        ›
      </Button>
      <span className="jp-AutogradeManual-position" role="status">
        {trans.__('%1 of %2', position, count)}
        {facts?.flagged && ` · ${trans.__('flagged')}`}
        {work?.failing && ` · ${trans.__('a test failed')}`}
        {model.saving > 0 && ` · ${trans.__('saving…')}`}
      </span>
      {overview && <Progress overview={overview} trans={trans} />}
      {LEADERS.has(context.course?.role ?? 'student') && (
        <label className="jp-AutogradeSubmissions-latest">
          <input
            type="checkbox"
            checked={overview?.anonymous ?? false}
            onChange={event => void model.setAnonymous(event.target.checked)}
          />
          {trans.__('Anonymous')}
        </label>
      )}
    </div>
  );
}
