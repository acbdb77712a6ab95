import type { TranslationBundle } from '@jupyterlab/translation';
import { memo, type ReactElement } from 'react';
import type { Enrollment } from '../../../api/schemas';
import { GridCell, GridRow, type IRowPlace } from '../../data-grid';
import { roleWord, sourceWord } from './person-columns';

export interface IPersonRowProps extends IRowPlace {
  person: Enrollment;
  /** How many count. */
  extensions: number;
  trans: TranslationBundle;
}

/** One line of the table of people. */
export const PersonRow = memo(function PersonRow(
  props: IPersonRowProps
): ReactElement {
  const { extensions, person, trans } = props;
  return (
    <GridRow {...props}>
      <GridCell>{person.user}</GridCell>
      <GridCell title={person.email ?? undefined}>
        {person.name ?? '–'}
      </GridCell>
      <GridCell>{roleWord(person.role, trans)}</GridCell>
      <GridCell>{person.section ?? '–'}</GridCell>
      <GridCell>{sourceWord(person.source, trans)}</GridCell>
      <GridCell numeric>{extensions || '–'}</GridCell>
    </GridRow>
  );
});
