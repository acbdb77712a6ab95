import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactElement } from 'react';
import type { BulkKind } from '../../models/formgrader/bulk-run';
import type { ISubmissionRow } from '../../submission-rows';
import { Button } from '../button';
import { Question } from '../question';

/** Submissions that one regrade may have. */
export const MOST_REGRADED = 1000;

/** What may be asked before it is done. */
type Asked = BulkKind | 'regrade';

export interface ISubmissionActionsProps {
  marked: readonly ISubmissionRow[];
  /** Something is being done with submissions already. */
  busy: boolean;
  /** Files are on their way already. */
  downloading: boolean;
  /** A regrade is begun, or waits for a decision. */
  regrading: boolean;
  /** Whether the user may change scores. */
  leads: boolean;
  trans: TranslationBundle;
  onAct(kind: BulkKind): void;
  onRegrade(): void;
  onExport(): void;
  /** Take their files as one archive. */
  onDownload(): void;
}

/** Submissions whose files one archive may have. */
const MOST_ARCHIVED = 500;

/** What can be done with the chosen submissions: each says with how many, and asks first. */
export function SubmissionActions(
  props: ISubmissionActionsProps
): ReactElement {
  const { busy, marked, trans } = props;
  const [asked, setAsked] = useState<Asked | null>(null);
  const none = marked.length === 0;
  const why = none
    ? trans.__('Select submissions first, with the boxes or Space.')
    : busy
      ? trans.__('Something else is being done with submissions.')
      : undefined;
  const noRegrade = why ?? whyNoRegrade(props);
  const noDownload =
    why ??
    (marked.length > MOST_ARCHIVED
      ? trans.__(
          'One archive has at most %1 submissions: select fewer.',
          MOST_ARCHIVED
        )
      : props.downloading
        ? trans.__('Files are being downloaded already.')
        : undefined);
  const button = (kind: BulkKind, label: string): ReactElement => (
    <Button disabled={none || busy} title={why} onClick={() => setAsked(kind)}>
      {label}
    </Button>
  );
  return (
    <div
      className="jp-AutogradeSubmissions-actions"
      role="group"
      aria-label={trans.__('Actions on the selected submissions')}
    >
      <span className="jp-AutogradeSubmissions-marked" role="status">
        {none
          ? trans.__('None selected')
          : trans._n('%1 selected', '%1 selected', marked.length)}
      </span>
      {button('grade', trans.__('Grade…'))}
      <Button
        disabled={noRegrade !== undefined}
        title={noRegrade}
        onClick={() => setAsked('regrade')}
      >
        {trans.__('Regrade…')}
      </Button>
      {button('release', trans.__('Release feedback…'))}
      {button('withhold', trans.__('Withhold feedback…'))}
      <Button disabled={none} title={why} onClick={props.onExport}>
        {trans.__('Export CSV')}
      </Button>
      <Button
        disabled={noDownload !== undefined}
        title={noDownload}
        onClick={props.onDownload}
      >
        {trans.__('Download files')}
      </Button>
      {asked && (
        <Question
          {...words(asked, marked.length, trans)}
          trans={trans}
          onAnswer={accepted => {
            setAsked(null);
            if (accepted) {
              if (asked === 'regrade') {
                props.onRegrade();
              } else {
                props.onAct(asked);
              }
            }
          }}
        />
      )}
    </div>
  );
}

function whyNoRegrade(props: ISubmissionActionsProps): string | undefined {
  const { leads, marked, trans } = props;
  if (!leads) {
    return trans.__('Instructors alone change scores.');
  }
  if (props.regrading) {
    return trans.__(
      'Another regrade waits for a decision: apply or discard it.'
    );
  }
  if (marked.some(row => row.assignment_id !== marked[0].assignment_id)) {
    return trans.__('A regrade is of one assignment: select those of one.');
  }
  if (marked.length > MOST_REGRADED) {
    return trans.__(
      'A regrade has at most %1 submissions: select fewer.',
      MOST_REGRADED
    );
  }
  return undefined;
}

function words(
  asked: Asked,
  count: number,
  trans: TranslationBundle
): { title: string; text: string; action: string } {
  switch (asked) {
    case 'grade':
      return {
        title: trans._n('Grade %1 submission?', 'Grade %1 submissions?', count),
        text: trans.__(
          'Each is run once more. The new grade counts as soon as it is there; older ones stay listed. To see the changes of scores first, use Regrade.'
        ),
        action: trans.__('Grade')
      };
    case 'regrade':
      return {
        title: trans._n(
          'Regrade %1 submission?',
          'Regrade %1 submissions?',
          count
        ),
        text: trans.__(
          'Each is run once more, after what students wait for. No score changes before you have seen the scores before and after, and apply them.'
        ),
        action: trans.__('Regrade')
      };
    case 'release':
      return {
        title: trans._n(
          'Release the feedback on %1 submission?',
          'Release the feedback on %1 submissions?',
          count
        ),
        text: trans.__(
          'Feedback is made where there is none of the present score. Then the students see it, and are told.'
        ),
        action: trans.__('Release feedback')
      };
    case 'withhold':
      return {
        title: trans._n(
          'Withhold the feedback on %1 submission?',
          'Withhold the feedback on %1 submissions?',
          count
        ),
        text: trans.__(
          'The students don’t see it any more. What they have fetched is theirs.'
        ),
        action: trans.__('Withhold feedback')
      };
  }
}
