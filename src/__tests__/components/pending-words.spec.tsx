import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import { AssignmentList } from '../../components/assignment-list';
import { pendingSentence } from '../../components/pending-words';
import { StatusDetails } from '../../components/status-details';
import { StatusPill } from '../../components/status-pill';
import { english } from '../../english';
import { statusOf } from '../../models/status';
import { assignment, notebookInfo, pending } from '../samples';

const nothing = (): void => undefined;

describe.each(['waiting', 'refused'] as const)(
  'a submission that is %s',
  state => {
    const waits = pending({ state });
    const sentence = pendingSentence(waits, english);
    const info = notebookInfo({ pending: waits });
    const status = statusOf(info);

    it('is told alike by the pill, its details and the panel', () => {
      render(
        <>
          <StatusPill
            status={status}
            closed={false}
            doing={null}
            stale={false}
            expanded={false}
            trans={english}
            onClick={nothing}
          />
          <StatusDetails
            info={info}
            status={status}
            fault={null}
            lastTry={null}
            trans={english}
            onForget={nothing}
            onAsk={nothing}
            onAttempts={nothing}
          />
          <AssignmentList
            courses={[
              {
                courseId: 'C1',
                course: 'cs1',
                assignments: [assignment({ pending: waits })]
              }
            ]}
            known
            fault={null}
            stale={false}
            filter=""
            searchable={false}
            busy={new Set()}
            isStaffOf={() => false}
            trans={english}
            onFetch={nothing}
            onCheck={nothing}
            onAsk={nothing}
            onAttempts={nothing}
            onFetchFeedback={nothing}
            onFetchSolution={nothing}
            onForget={nothing}
            onOpen={nothing}
            onSubmit={nothing}
            onFilter={nothing}
            onRetry={nothing}
          />
        </>
      );
      expect(screen.getByTitle(sentence)).toBeVisible();
      expect(screen.getAllByText(sentence)).toHaveLength(3);
    });
  }
);
