import type { TranslationBundle } from '@jupyterlab/translation';
import { createColumnHelper, type ColumnDef } from '@tanstack/react-table';
import type { Enrollment, Role } from '../../../api/schemas';

/** A role in one word. */
export function roleWord(role: Role, trans: TranslationBundle): string {
  switch (role) {
    case 'student':
      return trans.__('Student');
    case 'ta':
      return trans.__('TA');
    case 'instructor':
      return trans.__('Instructor');
    case 'admin':
      return trans.__('Administrator');
  }
}

/** Where a row of the roster comes from; doors have names of their own. */
export function sourceWord(source: string, trans: TranslationBundle): string {
  switch (source) {
    case 'config':
      return trans.__('Configuration');
    case 'api':
      return trans.__('By hand');
    case 'csv':
      return trans.__('Roster file');
    case 'group':
      return trans.__('Group of the hub');
    case 'import':
      return trans.__('Moved in');
    default:
      return source;
  }
}

/** User, name, role, section, source, extensions. */
export function personColumns(
  trans: TranslationBundle
): ColumnDef<Enrollment, string>[] {
  const column = createColumnHelper<Enrollment>();
  return [
    column.accessor('user', {
      header: trans.__('User'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor(row => row.name ?? '', {
      id: 'name',
      header: trans.__('Name'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor(row => roleWord(row.role, trans), {
      id: 'role',
      header: trans.__('Role'),
      sortingFn: 'alphanumeric',
      enableGlobalFilter: false
    }),
    column.accessor(row => row.section ?? '', {
      id: 'section',
      header: trans.__('Section'),
      sortingFn: 'alphanumeric'
    }),
    column.accessor(row => sourceWord(row.source, trans), {
      id: 'source',
      header: trans.__('Added'),
      sortingFn: 'alphanumeric',
      enableGlobalFilter: false
    }),
    column.display({ id: 'extensions', header: trans.__('Extensions') })
  ] as ColumnDef<Enrollment, string>[];
}
