import { useState, type ReactElement } from 'react';
import type { GradebookModel } from '../../../models/formgrader/gradebook';
import { LEADERS } from '../../../roles';
import { Button } from '../../button';
import { Message } from '../../message';
import { Export } from './export';
import { FinalPane } from './final-pane';
import { GradeDetail } from './grade-detail';
import { GradebookGrid } from './gradebook-grid';
import type { IPageProps } from '../page';
import { SearchedTable } from '../searched-table';
import { WeightsForm } from './weights-form';

/** Students × assignments, and beside them one grade, the weights, or what becomes final. */
export function GradebookPage(props: IPageProps<GradebookModel>): ReactElement {
  const { context, model, trans } = props;
  const { book } = model;
  const leads = LEADERS.has(context.course?.role ?? 'student');
  const [filter, setFilter] = useState('');
  return (
    <SearchedTable
      label={trans.__('Grades')}
      search={trans.__('Search students or sections')}
      filter={filter}
      onFilter={setFilter}
      actions={
        <>
          {leads && (
            <>
              <Button onClick={() => void model.openWeights()}>
                {trans.__('Weights…')}
              </Button>
              <Button onClick={() => void model.openFinal()}>
                {trans.__('Make grades final…')}
              </Button>
            </>
          )}
          <Export {...props} />
        </>
      }
      count={
        book &&
        trans._n(
          '%1 student, %2 final grades',
          '%1 students, %2 final grades',
          book.rows.length,
          book.rows.filter(row => row.final).length
        )
      }
      paneLabel={paneName(model.pane, trans)}
      pane={<Pane {...props} leads={leads} />}
    >
      {book === null ? (
        <Message kind="loading" sentence={trans.__('Loading grades…')} />
      ) : book.rows.length === 0 ? (
        <Message
          kind="empty"
          sentence={trans.__('There is no student here yet.')}
          nextStep={trans.__(
            'Add students on the page Students, or let the course come from a group of the hub.'
          )}
        />
      ) : (
        <GradebookGrid
          book={book}
          filter={filter}
          selected={model.place}
          trans={trans}
          onSelect={place => model.select(place)}
        />
      )}
    </SearchedTable>
  );
}

function paneName(
  pane: GradebookModel['pane'],
  trans: IPageProps<GradebookModel>['trans']
): string {
  switch (pane) {
    case 'grade':
      return trans.__('Chosen grade');
    case 'weights':
      return trans.__('Weights');
    case 'final':
      return trans.__('Final grades');
  }
}

function Pane(
  props: IPageProps<GradebookModel> & { leads: boolean }
): ReactElement {
  const { context, leads, model, trans } = props;
  switch (model.pane) {
    case 'grade':
      return (
        <GradeDetail
          shown={model.shown}
          trail={model.trail}
          busy={model.busy}
          mayTakeBack={leads}
          trans={trans}
          onTakeBack={user => void model.takeBack(user, '')}
        />
      );
    case 'weights':
      return model.weights ? (
        <WeightsForm
          key={model.weights.digest}
          weights={model.weights}
          assignments={context.assignments ?? []}
          busy={model.busy}
          trans={trans}
          onSet={request => void model.setWeights(request)}
        />
      ) : (
        <Message kind="loading" sentence={trans.__('Loading weights…')} />
      );
    case 'final':
      return (
        <FinalPane
          preview={model.preview}
          unfinished={model.unfinished}
          busy={model.busy}
          trans={trans}
          onUnfinished={wanted => void model.openFinal(wanted)}
          onMakeFinal={reason => void model.makeFinal(reason)}
        />
      );
  }
}
