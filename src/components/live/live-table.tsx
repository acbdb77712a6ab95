import type { TranslationBundle } from '@jupyterlab/translation';
import { memo, useMemo, type ReactElement } from 'react';
import type { LiveNotebook } from '../../api/schemas';
import { errorLine, keyOf, nameOf } from '../../live-notebooks';
import { plainText } from '../terminal-text';
import { exactTime, timeAgo } from '../../timestamps';
import { DataGrid, GridCell, GridRow, type IRowPlace } from '../data-grid';
import { liveColumns } from './live-columns';
import { stateWords } from './live-words';

export interface ILiveTableProps {
  notebooks: readonly LiveNotebook[];
  selectedKey: string | null;
  /** This moment, by the clock of the service. */
  now: Date;
  trans: TranslationBundle;
  onSelect(key: string): void;
}

/** Who works on what; the most urgent first. */
export function LiveTable(props: ILiveTableProps): ReactElement {
  const { now, trans } = props;
  const columns = useMemo(() => liveColumns(trans), [trans]);
  return (
    <DataGrid
      kind="live"
      label={trans.__('Notebooks; the arrow keys choose one')}
      rows={props.notebooks}
      columns={columns}
      sorting={[{ id: 'state', desc: false }]}
      selectedId={props.selectedKey}
      trans={trans}
      idOf={keyOf}
      render={(notebook, place) => (
        <LiveRow
          key={place.rowId}
          {...place}
          notebook={notebook}
          state={stateWords(notebook, now, trans)}
          saved={timeAgo(notebook.saved_at, now)}
        />
      )}
      onSelect={props.onSelect}
    />
  );
}

interface ILiveRowProps extends IRowPlace {
  notebook: LiveNotebook;
  /** In words, as of now. */
  state: string;
  saved: string;
}

const LiveRow = memo(function LiveRow(props: ILiveRowProps): ReactElement {
  const { notebook } = props;
  const error = plainText(errorLine(notebook.error));
  return (
    <GridRow {...props}>
      <GridCell title={notebook.user}>{nameOf(notebook)}</GridCell>
      <GridCell>
        <span className="jp-AutogradeBadge" data-kind={notebook.state}>
          {props.state}
        </span>
      </GridCell>
      <GridCell title={error || undefined}>
        <span className="jp-AutogradeLive-error">{error || '–'}</span>
      </GridCell>
      <GridCell title={notebook.path}>
        {notebook.path.split('/').at(-1)}
      </GridCell>
      <GridCell title={exactTime(notebook.saved_at)}>{props.saved}</GridCell>
    </GridRow>
  );
});
