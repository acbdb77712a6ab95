import type { TranslationBundle } from '@jupyterlab/translation';
import { useMemo, useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { StreamState } from '../../api/local';
import type { Course, LiveClassroom } from '../../api/schemas';
import {
  countsOf,
  EVERYTHING,
  fitting,
  sectionsOf,
  type ILiveFilter
} from '../../live-notebooks';
import { Button } from '../button';
import { CoursePicker } from '../course-picker';
import { Message } from '../message';
import { StaffFrame } from '../staff-frame';
import { LiveFilters } from './live-filters';
import { LiveSummary } from './live-summary';
import { LiveOff } from './live-switch';
import { LiveTable } from './live-table';
import { LiveTail, type ILiveTailProps } from './live-tail';
import { connectionWords, countWords } from './live-words';
import { useStuckNews } from './stuck-news';

/** What the panel shows. */
export interface ILiveState {
  courses: readonly Course[] | null;
  course: Course | null;
  classroom: LiveClassroom | null;
  selectedKey: string | null;
  canSwitch: boolean;
  busy: boolean;
  connection: StreamState;
  fault: IErrorText | null;
  /** This moment, by the clock of the service. */
  now: Date;
}

export interface ILiveActions {
  onCourse(courseId: string): void;
  onSelect(key: string): void;
  onRetry(): void;
  /** Ask first, then switch the live classroom on or off. */
  onSwitch(enabled: boolean, days: number): void;
}

export interface ILiveProps extends ILiveActions {
  state: ILiveState;
  tail: ILiveTailProps;
  trans: TranslationBundle;
  /** Address of the file with everybody's last cells; null = all assignments. */
  exportUrl(courseId: string, assignmentId: string | null): string;
}

/** Assignments at the left, who works on what in the middle, the end of one notebook at the right. */
export function Live(props: ILiveProps): ReactElement {
  const { state, trans } = props;
  const { course, courses } = state;
  return (
    <StaffFrame
      courses={courses}
      fault={state.fault}
      known={state.classroom !== null}
      forWhom={trans.__(
        'The live classroom is for instructors and TAs; an instructor or the operators can add you.'
      )}
      trans={trans}
      onRetry={props.onRetry}
    >
      {courses && course && (
        <Classroom
          key={course.id}
          {...props}
          courses={courses}
          course={course}
        />
      )}
    </StaffFrame>
  );
}

function Classroom(
  props: ILiveProps & { courses: readonly Course[]; course: Course }
): ReactElement {
  const { course, courses, state, trans } = props;
  const { busy, canSwitch, classroom } = state;
  const [filter, setFilter] = useState<ILiveFilter>(EVERYTHING);
  const on = classroom?.enabled ?? false;
  return (
    <>
      <CoursePicker
        courses={courses}
        course={course}
        trans={trans}
        onCourse={props.onCourse}
      >
        {/* A classroom that is off has no saves to hear of. */}
        {(on || state.connection === 'down') && (
          <Connection connection={state.connection} trans={trans} />
        )}
        {on && (
          <a
            className="jp-AutogradeButton"
            href={props.exportUrl(course.id, filter.assignmentId || null)}
            download
            title={trans.__(
              'The last cells of all these notebooks, as one file of HTML'
            )}
          >
            {trans.__('Export as HTML')}
          </a>
        )}
        {classroom && on && canSwitch && (
          <Button
            disabled={busy}
            title={trans._n(
              'It is kept for %1 day.',
              'It is kept for %1 days.',
              classroom.days
            )}
            onClick={() => props.onSwitch(false, classroom.days)}
          >
            {trans.__('Switch off…')}
          </Button>
        )}
      </CoursePicker>
      {classroom === null ? (
        !state.fault && (
          <Message
            kind="loading"
            sentence={trans.__('Loading the classroom…')}
          />
        )
      ) : on ? (
        <Panes
          {...props}
          classroom={classroom}
          filter={filter}
          onFilter={setFilter}
        />
      ) : (
        <LiveOff
          course={course.name}
          days={classroom.days}
          canSwitch={canSwitch}
          busy={busy}
          trans={trans}
          onSwitch={props.onSwitch}
        />
      )}
    </>
  );
}

function Connection(props: {
  connection: StreamState;
  trans: TranslationBundle;
}): ReactElement {
  const [word, sentence] = connectionWords(props.connection, props.trans);
  return (
    <span
      className="jp-AutogradeBadge jp-AutogradeLive-connection"
      data-kind={props.connection}
      role="status"
      title={sentence}
    >
      {word}
    </span>
  );
}

function Panes(
  props: ILiveProps & {
    classroom: LiveClassroom;
    filter: ILiveFilter;
    onFilter(filter: ILiveFilter): void;
  }
): ReactElement {
  const { classroom, filter, state, trans, onFilter } = props;
  const { assignments, notebooks } = classroom;
  const shown = useMemo(() => fitting(notebooks, filter), [notebooks, filter]);
  const sections = useMemo(() => sectionsOf(notebooks), [notebooks]);
  const news = useStuckNews(notebooks, trans);
  return (
    <div className="jp-AutogradePanes">
      <LiveSummary
        assignments={assignments}
        counts={countsOf(notebooks)}
        assignmentId={filter.assignmentId}
        trans={trans}
        onAssignment={assignmentId => onFilter({ ...filter, assignmentId })}
        onError={(assignmentId, text) =>
          onFilter({ ...EVERYTHING, assignmentId, text })
        }
      />
      <section
        className="jp-AutogradeSubmissions"
        aria-label={trans.__('Notebooks')}
      >
        <div className="jp-AutogradeSubmissions-bar">
          <LiveFilters
            filter={filter}
            sections={sections}
            trans={trans}
            onFilter={onFilter}
          />
          <span className="jp-AutogradeSubmissions-count">
            {peopleWords(classroom, trans)}
          </span>
        </div>
        <p role="status" className="jp-AutogradeHidden">
          {news}
        </p>
        {classroom.left_out > 0 && (
          <p className="jp-AutogradeLive-most">
            {trans._n(
              '%1 notebook that was saved longer ago is not listed.',
              '%1 notebooks that were saved longer ago are not listed.',
              classroom.left_out
            )}
          </p>
        )}
        {notebooks.length === 0 ? (
          <Message
            kind="empty"
            sentence={trans.__('Nobody has saved a notebook yet.')}
            nextStep={trans.__('They appear here as students save.')}
          />
        ) : shown.length === 0 ? (
          <Message
            kind="empty"
            sentence={trans.__('No notebook is like that.')}
            action={{
              label: trans.__('Show all'),
              onClick: () => onFilter(EVERYTHING)
            }}
          />
        ) : (
          <LiveTable
            notebooks={shown}
            selectedKey={state.selectedKey}
            now={state.now}
            trans={trans}
            onSelect={props.onSelect}
          />
        )}
      </section>
      <LiveTail {...props.tail} />
    </div>
  );
}

/** `12 of 30 students; 2 stuck, 9 working, 3 idle`. */
function peopleWords(
  { notebooks, people }: LiveClassroom,
  trans: TranslationBundle
): string {
  const seen = new Set(notebooks.map(({ user }) => user)).size;
  return [
    trans.__('%1 of %2 students', seen, people),
    countWords(countsOf(notebooks), trans)
  ]
    .filter(Boolean)
    .join('; ');
}
