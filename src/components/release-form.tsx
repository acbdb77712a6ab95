import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState, type ReactElement } from 'react';
import type { ICandidateFile } from '../api/local';
import type { Assignment, Course } from '../api/schemas';
import { fileSize } from '../quantities';
import { fromLocalInput, isPast, toLocalInput, zoneName } from '../timestamps';

/** What the instructor has chosen. */
export interface IReleaseChoice {
  courseId: string;
  name: string;
  /** ISO 8601; null = no due date. */
  dueAt: string | null;
  files: readonly string[];
}

export interface IReleaseFormProps {
  courses: readonly Course[];
  /** What these courses have already: a known name makes a new version. */
  assignments: readonly Assignment[];
  files: readonly ICandidateFile[];
  /** Folder of the notebook, relative to the server's root; files are shown relative to it. */
  folder: string;
  initial: IReleaseChoice;
  trans: TranslationBundle;
  onChange(choice: IReleaseChoice): void;
}

/** `/`, control and bidirectional characters can't be in a name. */
const NAME_PATTERN =
  '[^\\/\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]+';

/** Course, name, due time and extra files of a release. */
export function ReleaseForm(props: IReleaseFormProps): ReactElement {
  const { courses, files, trans } = props;
  const [choice, setChoice] = useState(props.initial);
  const id = useId();
  const change = (part: Partial<IReleaseChoice>): void => {
    const next = { ...choice, ...part };
    setChoice(next);
    props.onChange(next);
  };
  const [dueIsChosen, setDueIsChosen] = useState(false);
  /** An assignment that there is keeps its due time unless another one was chosen. */
  const changeTarget = (part: Partial<IReleaseChoice>): void => {
    const { courseId, name } = { ...choice, ...part };
    const found = props.assignments.find(
      a => a.course_id === courseId && a.name === name
    );
    change(dueIsChosen ? part : { ...part, dueAt: found?.due_at ?? null });
  };
  const known = props.assignments.filter(a => a.course_id === choice.courseId);
  const existing = known.find(a => a.name === choice.name);
  return (
    <div className="jp-AutogradeRelease">
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">{trans.__('Course')}</span>
        <select
          value={choice.courseId}
          onChange={event => changeTarget({ courseId: event.target.value })}
        >
          {courses.map(course => (
            <option key={course.id} value={course.id}>
              {course.title ? `${course.name} · ${course.title}` : course.name}
            </option>
          ))}
        </select>
      </label>
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">{trans.__('Assignment')}</span>
        <input
          type="text"
          className="jp-AutogradeRelease-name"
          required
          maxLength={128}
          pattern={NAME_PATTERN}
          list={`${id}-names`}
          aria-describedby={`${id}-name-hint`}
          value={choice.name}
          onChange={event => changeTarget({ name: event.target.value })}
        />
      </label>
      <datalist id={`${id}-names`}>
        {known.map(assignment => (
          <option key={assignment.id} value={assignment.name} />
        ))}
      </datalist>
      <p id={`${id}-name-hint`} className="jp-AutogradeField-hint">
        {existing
          ? trans.__(
              'This assignment exists: you make version %1 of it. Submissions made before keep theirs.',
              (existing.version ?? 0) + 1
            )
          : trans.__('A new assignment in this course.')}
      </p>
      <label className="jp-AutogradeField">
        <span className="jp-AutogradeField-name">{trans.__('Due')}</span>
        <input
          type="datetime-local"
          aria-describedby={`${id}-due-hint`}
          value={choice.dueAt ? toLocalInput(new Date(choice.dueAt)) : ''}
          onChange={event => {
            setDueIsChosen(true);
            change({ dueAt: fromLocalInput(event.target.value) });
          }}
        />
      </label>
      <p id={`${id}-due-hint`} className="jp-AutogradeField-hint">
        {choice.dueAt && isPast(choice.dueAt)
          ? trans.__('This is in the past: every submission will be late. ')
          : ''}
        {trans.__(
          'Time zone: %1. Leave empty for no due date.',
          zoneName(choice.dueAt ? new Date(choice.dueAt) : undefined)
        )}
      </p>
      <Files
        files={files}
        folder={props.folder}
        chosen={choice.files}
        trans={trans}
        onChange={chosen => change({ files: chosen })}
      />
    </div>
  );
}

interface IFilesProps {
  folder: string;
  files: readonly ICandidateFile[];
  chosen: readonly string[];
  trans: TranslationBundle;
  onChange(chosen: readonly string[]): void;
}

function Files(props: IFilesProps): ReactElement | null {
  const { files, chosen, trans } = props;
  if (files.length === 0) {
    return null;
  }
  const toggle = (path: string, on: boolean): void =>
    props.onChange(
      on ? [...chosen, path] : chosen.filter(other => other !== path)
    );
  return (
    <fieldset className="jp-AutogradeFiles">
      <legend className="jp-AutogradeField-name">
        {trans.__('Extra files')}
      </legend>
      <ul className="jp-AutogradeFiles-list">
        {files.map(({ path, size }) => (
          <li key={path}>
            <label className="jp-AutogradeFiles-file">
              <input
                type="checkbox"
                checked={chosen.includes(path)}
                onChange={event => toggle(path, event.target.checked)}
              />
              <span className="jp-AutogradeFiles-path" title={path}>
                {within(props.folder, path)}
              </span>
              <span className="jp-AutogradeFiles-size">{fileSize(size)}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** `path` as seen from `folder`. */
function within(folder: string, path: string): string {
  const prefix = folder ? `${folder}/` : '';
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
