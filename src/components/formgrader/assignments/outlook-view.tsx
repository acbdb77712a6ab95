import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, type ReactElement } from 'react';
import type { IProposal } from '../../../models/formgrader/course-assignments';
import { Button } from '../../button';
import { outlookWords } from './outlook-words';

export interface IOutlookViewProps {
  proposal: IProposal;
  busy: boolean;
  trans: TranslationBundle;
  onConfirm(): void;
  onDismiss(): void;
}

/** What another state would do, before it is done. */
export function OutlookView(props: IOutlookViewProps): ReactElement {
  const { proposal, trans } = props;
  const { outlook, version } = proposal;
  const place = useRef<HTMLElement>(null);
  // Who works by keys is led to the question, as a dialog would do.
  useEffect(() => place.current?.focus(), []);
  const [title, action] = titles(proposal, trans);
  return (
    <section
      ref={place}
      tabIndex={-1}
      className="jp-AutogradeOutlook"
      aria-label={title}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          props.onDismiss();
        }
      }}
    >
      <h3 className="jp-AutogradeOutlook-title">{title}</h3>
      <div role="status">
        <ul className="jp-AutogradeOutlook-words">
          {outlookWords(outlook, version !== null, trans).map(words => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </div>
      <p className="jp-AutogradeButtons">
        {outlook.allowed && (
          <Button primary busy={props.busy} onClick={props.onConfirm}>
            {action}
          </Button>
        )}
        <Button onClick={props.onDismiss}>
          {outlook.allowed ? trans.__('Cancel') : trans.__('Back')}
        </Button>
      </p>
    </section>
  );
}

/** The question, and the button that does it. */
function titles(
  { outlook, version }: IProposal,
  trans: TranslationBundle
): [title: string, action: string] {
  if (version) {
    return [
      trans.__('Release version %1?', version.number),
      trans.__('Release to students')
    ];
  }
  switch (outlook.becomes) {
    case 'closed':
      return [trans.__('Close the assignment?'), trans.__('Close now')];
    case 'draft':
      return [trans.__('Take the release back?'), trans.__('Unrelease')];
    case 'released':
      return outlook.state === 'draft'
        ? [trans.__('Release it again?'), trans.__('Release to students')]
        : [trans.__('Reopen the assignment?'), trans.__('Reopen')];
  }
}
