import '@testing-library/jest-dom';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TodoItem } from '../../api/schemas';
import { HomePage } from '../../components/formgrader/home-page';
import { english } from '../../english';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { formatPlace, type IPlace } from '../../models/formgrader/place';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { course, passbackItem, person, todo, todoItem } from '../samples';

async function home(...items: TodoItem[]) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  client.todoReply = todo(...items);
  const model = new FormgraderModel({ client, live: live().events });
  await model.refresh();
  const places: IPlace[] = [];
  render(
    <HomePage
      model={model.page('home')}
      context={model.context}
      acts={{ onGradeAgain: () => undefined }}
      trans={english}
      faultOf={() => null}
      onPage={() => undefined}
      onPlace={place => places.push(place)}
    />
  );
  return { client, model, places };
}

describe('Home', () => {
  it('leads to where it is done', async () => {
    const { places } = await home(
      todoItem(),
      todoItem({
        kind: 'grade_requests',
        count: 1,
        filter: { assignment_id: 'A1', state: 'asked' }
      }),
      todoItem({
        kind: 'needs_manual_grade',
        filter: { assignment_id: 'A1', state: 'needs_manual_grade' }
      }),
      todoItem({
        kind: 'not_submitted',
        count: 1,
        filter: { assignment_id: 'A1' }
      })
    );
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Show, 2 submissions could not be graded, lab1'
      })
    );
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Show, 1 request about a grade has no answer, lab1'
      })
    );
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Grade, 2 submissions need a manual grade, lab1'
      })
    );
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Show, 1 student has not submitted what is due tonight, lab1'
      })
    );
    expect(places.map(formatPlace)).toEqual([
      'submissions?course=C1&assignment=A1&state=failed',
      'submissions?course=C1&assignment=A1&attempts=all&state=asked',
      'manual?course=C1&assignment=A1',
      'students?course=C1&assignment=A1&due=A1&work=not_submitted'
    ]);
  });

  it('lists grades that could not be passed back, and sends them again', async () => {
    const { client, places } = await home(
      todoItem({ kind: 'passback', filter: null })
    );
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Show, 2 grades could not be passed back, lab1'
      })
    );
    expect(places.map(formatPlace)).toEqual([
      'home?course=C1&assignment=A1&passback=A1'
    ]);
    cleanup();

    client.passbackReply = {
      count: 2,
      items: [
        passbackItem(),
        passbackItem({ id: 'P2', user: 'bob', problem: 'not_allowed' })
      ]
    };
    const model = new FormgraderModel({
      client,
      live: live().events,
      place: places[0]
    });
    await model.refresh();
    const page = model.page('home');
    expect(formatPlace(model.place)).toBe(formatPlace(places[0]));
    const draw = () => (
      <HomePage
        model={page}
        context={model.context}
        acts={{ onGradeAgain: () => undefined }}
        trans={english}
        faultOf={() => null}
        onPage={() => undefined}
        onPlace={place => places.push(place)}
      />
    );
    const { rerender } = render(draw());
    page.changed.connect(() => rerender(draw()));
    const rows = screen.getAllByRole('row').map(row => row.textContent);
    expect(rows[1]).toContain('alice70 %');
    expect(rows[1]).toContain('The platform refused it.');
    expect(rows[1]).toContain('It said: <b>unknown</b>');
    expect(rows[2]).toContain('The settings of this service');

    await userEvent.click(screen.getByRole('checkbox', { name: 'Choose bob' }));
    await userEvent.click(
      screen.getByRole('button', { name: 'Send 1 grade again' })
    );
    expect(client.calls).toContain('send again C1 P2');
    await userEvent.click(
      screen.getByRole('button', { name: 'Send all again' })
    );
    expect(client.calls).toContain('send again C1 P1 P2');
    expect(screen.getByRole('status')).toHaveTextContent(
      '2 grades are on their way again.'
    );
    await userEvent.click(screen.getByRole('button', { name: 'Back to Home' }));
    expect(formatPlace(places[1])).toBe('home?course=C1');
    model.dispose();
  });

  it('names who has not started, as far as there are names', async () => {
    await home(
      todoItem({
        kind: 'not_started',
        count: 102,
        users: ['bob', '<b>eve</b>'],
        due_at: '2026-11-21T22:00:00Z'
      })
    );
    const [item] = screen.getAllByRole('listitem');
    expect(item).toHaveTextContent(
      '102 students have not started what is due tonight'
    );
    expect(
      within(item).getByText('bob, <b>eve</b> and 100 more')
    ).toBeInTheDocument();
  });

  it('says what to do where there is no list', async () => {
    await home(
      todoItem({ kind: 'workers_away', count: 0, filter: null }),
      todoItem({
        kind: 'queue_stuck',
        count: 1,
        assignment_id: null,
        filter: null,
        reason: 'The sandbox does not hold.'
      })
    );
    const [away, stuck] = screen.getAllByRole('listitem');
    expect(away).toHaveTextContent('No worker takes jobs');
    expect(away).toHaveTextContent('Tell the people who run your JupyterHub.');
    expect(stuck).toHaveTextContent('The sandbox does not hold.');
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('counts what a newer service knows', async () => {
    await home(todoItem({ kind: 'passback_failed', count: 3 }));
    expect(screen.getByText('passback failed: 3')).toBeInTheDocument();
  });

  it('says so when nothing is to be done', async () => {
    await home();
    expect(
      screen.getByText('Nothing is to be done in cs1.')
    ).toBeInTheDocument();
  });
});
