import { useMemo, useState, type ReactElement } from 'react';
import type { StudentsModel } from '../../../models/formgrader/students';
import { LEADERS } from '../../../roles';
import { Button } from '../../button';
import { DataGrid } from '../../data-grid';
import { Message } from '../../message';
import type { IPageProps } from '../page';
import { SearchedTable } from '../searched-table';
import { PersonDetail } from './person-detail';
import { RosterImportForm } from './roster-import-form';
import { personColumns } from './person-columns';
import { DueNotice } from './due-notice';
import { PersonRow } from './person-row';

/** Who is in the course, and beside it one of them, or an import. */
export function StudentsPage(props: IPageProps<StudentsModel>): ReactElement {
  const { context, model, trans } = props;
  const { due, listed, people } = model;
  const leads = LEADERS.has(context.course?.role ?? 'student');
  const [filter, setFilter] = useState('');
  const columns = useMemo(() => personColumns(trans), [trans]);
  return (
    <SearchedTable
      label={trans.__('People of the course')}
      search={trans.__('Search people or sections')}
      filter={filter}
      onFilter={setFilter}
      actions={
        leads && (
          <Button onClick={() => model.openImport()}>
            {trans.__('Import a roster…')}
          </Button>
        )
      }
      count={
        people &&
        trans._n(
          '%1 student, %2 staff',
          '%1 students, %2 staff',
          people.filter(p => p.role === 'student').length,
          people.filter(p => p.role !== 'student').length
        )
      }
      paneLabel={
        model.importing ? trans.__('Import') : trans.__('Chosen person')
      }
      pane={
        model.importing ? (
          <RosterImportForm
            preview={model.preview}
            imported={model.imported}
            busy={model.busy}
            trans={trans}
            onChange={() => model.forgetPreview()}
            onPreview={file => void model.previewImport(file)}
            onImport={file => void model.import(file)}
          />
        ) : (
          <PersonDetail
            key={model.person?.user}
            person={model.person}
            extensions={model.person ? model.extensionsOf(model.person) : []}
            assignments={context.assignments ?? []}
            mayChange={leads}
            busy={model.busy}
            trans={trans}
            onEnroll={(user, role, section) =>
              void model.enroll(user, role, section)
            }
          />
        )
      }
    >
      {due && due !== 'nobody' && (
        <DueNotice item={due} trans={trans} onAll={() => model.showAll()} />
      )}
      {people === null || listed === null ? (
        <Message kind="loading" sentence={trans.__('Loading people…')} />
      ) : people.length === 0 ? (
        <Message
          kind="empty"
          sentence={trans.__('Nobody is in this course yet.')}
          nextStep={trans.__('Import a roster, or add a person.')}
        />
      ) : due === 'nobody' ? (
        <Message
          kind="empty"
          sentence={trans.__('There is nobody left to be reminded.')}
          action={{
            label: trans.__('Show everybody'),
            onClick: () => model.showAll()
          }}
        />
      ) : (
        <DataGrid
          kind="people"
          label={trans.__('People; the arrow keys choose one')}
          rows={listed}
          columns={columns}
          sorting={[{ id: 'user', desc: false }]}
          filter={filter}
          selectedId={model.person?.user ?? null}
          trans={trans}
          idOf={person => person.user}
          render={(person, place) => (
            <PersonRow
              key={person.user}
              {...place}
              person={person}
              extensions={model.extensionsOf(person).length}
              trans={trans}
            />
          )}
          onSelect={user => model.select(user)}
        />
      )}
    </SearchedTable>
  );
}
