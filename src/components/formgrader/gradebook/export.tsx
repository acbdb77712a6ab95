import { useState, type ReactElement } from 'react';
import type { ExportFormat, Gradebook } from '../../../api/schemas';
import { keepFile } from '../../../downloads';
import type { GradebookModel } from '../../../models/formgrader/gradebook';
import { Button } from '../../button';
import type { IPageProps } from '../page';
import { exportFormats, stateOf } from './gradebook-words';

/** Files that another system takes as what students have got: what may still change is left out of them. */
const FOR_OTHER_SYSTEMS: ReadonlySet<ExportFormat> = new Set([
  'moodle',
  'canvas',
  'edx'
]);

const NOTHING = { scores: 0, totals: 0 };

/** How many scores lack points which a person gives, and how many totals have something still to be graded. */
function unfinishedOf(book: Gradebook | null): typeof NOTHING {
  const rows = book?.rows ?? [];
  return {
    scores: rows
      .flatMap(row => row.cells)
      .filter(cell => stateOf(cell) === 'pending').length,
    totals: rows.filter(
      row =>
        row.whole === false && !row.final && typeof row.percent === 'number'
    ).length
  };
}

/** Writes the gradebook, or its audit trail, as a file; says before what would be left out. */
export function Export(props: IPageProps<GradebookModel>): ReactElement {
  const { context, model, trans } = props;
  const [format, setFormat] = useState<ExportFormat>('gradebook');
  const [assignmentId, setAssignmentId] = useState('');
  const assignments = context.assignments ?? [];
  const [included, setIncluded] = useState(false);
  const ofOne = format === 'questions';
  const open = FOR_OTHER_SYSTEMS.has(format)
    ? unfinishedOf(model.book)
    : NOTHING;
  // What was chosen may be of the course before.
  const chosen = (
    assignments.find(({ id }) => id === assignmentId) ?? assignments[0]
  )?.id;
  const write = async (): Promise<void> => {
    const file = await model.exported(
      format,
      ofOne ? chosen : undefined,
      FOR_OTHER_SYSTEMS.has(format) && included
    );
    if (file) {
      keepFile(file);
    }
  };
  const writeTrail = async (): Promise<void> => {
    const file = await model.exportedTrail();
    if (file) {
      keepFile(file);
    }
  };
  return (
    <>
      <select
        className="jp-AutogradeSelect"
        aria-label={trans.__('Format of the file')}
        value={format}
        onChange={event => setFormat(event.target.value as ExportFormat)}
      >
        {exportFormats(trans).map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
      {ofOne && (
        <select
          className="jp-AutogradeSelect"
          aria-label={trans.__('Whose questions')}
          value={chosen}
          onChange={event => setAssignmentId(event.target.value)}
        >
          {assignments.map(assignment => (
            <option key={assignment.id} value={assignment.id}>
              {assignment.name}
            </option>
          ))}
        </select>
      )}
      {open.scores + open.totals > 0 && (
        <label className="jp-AutogradeGradebook-unfinished">
          <input
            type="checkbox"
            checked={included}
            onChange={event => setIncluded(event.target.checked)}
          />
          {trans.__(
            'Include what is still to be graded (scores: %1, totals: %2)',
            open.scores,
            open.totals
          )}
        </label>
      )}
      <Button
        disabled={model.busy || (ofOne && chosen === undefined)}
        onClick={() => void write()}
      >
        {trans.__('Export')}
      </Button>
      <Button disabled={model.busy} onClick={() => void writeTrail()}>
        {trans.__('Export audit trail')}
      </Button>
    </>
  );
}
