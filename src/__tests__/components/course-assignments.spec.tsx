import '@testing-library/jest-dom';
import { act, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { button, click, group, measure, open } from '../assignments-page';
import {
  assignment,
  course,
  outlook,
  person,
  report,
  submission,
  TIME,
  unreachable,
  version
} from '../samples';

beforeEach(measure);
afterEach(() => jest.restoreAllMocks());

describe('the page Assignments', () => {
  it('lists what there is and how far the students are', async () => {
    await open();
    const row = screen.getByRole('row', { name: /lab1/ });
    expect(row).toHaveTextContent('Released');
    expect(row).toHaveTextContent('8 of 12');
    const pane = screen.getByRole('complementary');
    expect(pane).toHaveTextContent('10 of 12 fetched, 8 submitted');
  });

  it('asks once for what a class at its deadline changes', async () => {
    const { client, pushes } = await open();
    jest.useFakeTimers();
    try {
      for (let count = 0; count < 50; count++) {
        pushes.pushAbout(submission(), 'submission_received');
        await jest.advanceTimersByTimeAsync(10);
      }
      expect(client.calls).toEqual([]);
      await act(() => jest.advanceTimersByTimeAsync(2_000));
      expect(client.calls.filter(one => one === 'progress C1')).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('says what closing does, and closes when that is confirmed', async () => {
    const { client } = await open();
    await click('Close…');
    const question = screen.getByRole('region', {
      name: 'Close the assignment?'
    });
    expect(question).toHaveFocus();
    expect(question).toHaveTextContent(
      'It closes for 12 students who can hand in now.'
    );
    expect(question).toHaveTextContent('4 of them have handed in nothing.');
    expect(client.calls).toEqual(['outlook closed -']);
    await click('Close now');
    expect(client.calls).toContain('changeAssignment');
    expect(client.assignmentList[0].state).toBe('closed');
    expect(button('Reopen…')).toBeEnabled();
  });

  it('does nothing when the question is dismissed by Escape', async () => {
    const { client } = await open();
    await click('Unrelease…');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('region', { name: /back/ })).toBeNull();
    expect(client.calls).toEqual(['outlook draft -']);
  });

  it('offers no act that will be refused', async () => {
    await open(client => {
      client.work.said = outlook({ allowed: false, submitted: 3 });
    });
    await click('Unrelease…');
    const question = screen.getByRole('region', { name: /back\?/ });
    expect(question).toHaveTextContent('3 students have handed in');
    expect(
      within(question).queryByRole('button', { name: 'Unrelease' })
    ).toBeNull();
  });

  it('saves only what was changed', async () => {
    const { client } = await open();
    const dates = group('Dates and attempts');
    expect(dates.getByRole('button', { name: 'Save' })).toHaveAttribute(
      'aria-disabled'
    );
    const change = jest.spyOn(client, 'changeAssignment');
    fireEvent.change(dates.getByLabelText(/^Closes/), {
      target: { value: '2031-05-06T17:30' }
    });
    fireEvent.change(dates.getByLabelText(/^Attempts/), {
      target: { value: '3' }
    });
    await userEvent.click(dates.getByRole('button', { name: 'Save' }));
    expect(change).toHaveBeenCalledWith('A1', {
      closes_at: new Date('2031-05-06T17:30').toISOString(),
      attempt_limit: { attempts: 3, hours: null }
    });
  });

  it('gives the assignment a late policy of its own', async () => {
    const { client } = await open();
    const change = jest.spyOn(client, 'changeAssignment');
    const late = group('Late submissions');
    fireEvent.change(late.getByLabelText(/^Policy/), {
      target: { value: 'own' }
    });
    await userEvent.click(late.getByText('Add a step'));
    fireEvent.change(late.getByLabelText(/^At most/), {
      target: { value: '50' }
    });
    await userEvent.click(late.getByText('Save'));
    expect(change).toHaveBeenCalledWith('A1', {
      late_policy: {
        unit: 'percent',
        grace_minutes: 0,
        cap: 50,
        steps: [{ amount: 10, every: 'day', after_hours: 0 }]
      }
    });
  });

  it('sets what students see of tests and scores', async () => {
    const { client } = await open();
    const change = jest.spyOn(client, 'changeAssignment');
    const seen = group('What students see');
    fireEvent.change(seen.getByLabelText('Score'), {
      target: { value: 'with_feedback' }
    });
    await userEvent.click(seen.getByText('Save'));
    expect(change).toHaveBeenCalledWith('A1', {
      visibility: {
        score: 'with_feedback',
        public_tests: 'details',
        hidden_tests: 'never'
      }
    });
  });

  it('sends limits in the units of the service', async () => {
    const { client } = await open();
    const change = jest.spyOn(client, 'changeAssignment');
    const limits = group('Limits of grading');
    fireEvent.change(limits.getByLabelText(/^Memory/), {
      target: { value: '512' }
    });
    await userEvent.click(limits.getByText('Save'));
    expect(change).toHaveBeenCalledWith('A1', {
      limits: { memory: 512 * 1024 * 1024 }
    });
  });

  it('shows who holds a version, and releases one that is ready', async () => {
    const { client } = await open(made => {
      made.work.versionList = [
        version({ id: 'V2', number: 2, state: 'ready' }),
        version({ id: 'V1', number: 1, state: 'released' })
      ];
    });
    await click('Who holds version 1: 1');
    expect(
      screen.getByRole('region', { name: 'Students with version 1' })
    ).toHaveTextContent('alice');
    await click('Release version 2');
    expect(client.calls).toEqual(['outlook released 2']);
    await click('Release to students');
    expect(client.calls).toContain('releaseVersion');
  });

  it('gives an extension, and takes one back when asked twice', async () => {
    const { client } = await open(made => {
      made.work.given = [
        {
          id: 'X1',
          assignment_id: 'A1',
          user: 'bob',
          extra_attempts: 1,
          reason: '',
          created_by: 'ines',
          created_at: TIME
        }
      ];
    });
    const part = group('Extensions');
    expect(part.getByText('Give extension')).toHaveAttribute('aria-disabled');
    await userEvent.type(part.getByLabelText(/^Names/), 'ann, cleo');
    await userEvent.type(part.getByLabelText(/^More attempts/), '2');
    await userEvent.click(part.getByText('Give extension'));
    expect(client.calls).toContain('grant ann,cleo');
    await click('Take back the extension of bob');
    expect(client.calls).not.toContain('end X1');
    await click('Take back');
    expect(client.calls).toContain('end X1');
  });

  it('shows a TA everything and lets change nothing but extensions', async () => {
    await open(client => {
      client.person = person({ courses: [course({ role: 'ta' })] });
    });
    expect(screen.queryByRole('button', { name: 'Close…' })).toBeNull();
    expect(group('Dates and attempts').getByLabelText(/^Due/)).toBeDisabled();
    expect(screen.queryByText('Save')).toBeNull();
    expect(group('Extensions').getByText('Give extension')).toBeInTheDocument();
  });

  it('says what is wrong and keeps the question', async () => {
    const { client } = await open();
    await click('Close…');
    client.fault = unreachable();
    await click('Close now');
    expect(screen.getByText(/service does not answer/)).toBeVisible();
    expect(button('Close now')).toBeEnabled();
  });

  it('tells how to make the first assignment', async () => {
    await open(client => {
      client.assignmentList = [];
    });
    expect(screen.getByText(/no assignments yet/)).toBeVisible();
  });

  it('shows a draft without a version no act', async () => {
    await open(client => {
      client.assignmentList = [
        assignment({ state: 'draft', version: null, version_id: null })
      ];
    });
    expect(screen.getByText(/once a version is released/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Close…' })).toBeNull();
  });

  it('reaches the release of a notebook where there are notebooks', async () => {
    const onRelease = jest.fn();
    await open(undefined, { onRelease });
    await click('New from notebook…');
    expect(onRelease).toHaveBeenLastCalledWith('C1', null);
    await click('Release new version…');
    expect(onRelease).toHaveBeenLastCalledWith('C1', 'A1');
    expect(screen.queryByText(/open the Formgrader there/)).toBeNull();
  });

  it('says where to release from where there are none', async () => {
    await open();
    expect(screen.getByText(/open the Formgrader there/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /notebook…/ })).toBeNull();
    expect(screen.queryByRole('button', { name: /new version/ })).toBeNull();
  });

  it('releases a version that was built and never released', async () => {
    const { client } = await open(made => {
      made.assignmentList = [
        assignment({ state: 'draft', version: null, version_id: null })
      ];
      made.work.versionList = [version({ state: 'ready', report: report() })];
    });
    expect(screen.getByText(/version 1 is built/)).toBeVisible();
    await click('Show the report of version 1');
    expect(
      screen.getByRole('status', { name: 'Report of version 1' })
    ).toHaveTextContent('Your solution');
    await click('Release version 1…');
    await click('Release to students');
    expect(client.calls).toContain('releaseVersion');
  });

  it('shows a version as students get it, and goes back by Escape', async () => {
    const { client } = await open(made => {
      made.person = person({ courses: [course({ role: 'ta' })] });
      made.work.versionList = [version({ state: 'released' })];
    });
    const name = (): HTMLElement =>
      screen.getByRole('columnheader', { name: /^Name/ });
    await userEvent.click(within(name()).getByRole('button'));
    expect(name()).toHaveAttribute('aria-sort', 'descending');
    await click('Preview as a student');
    expect(client.calls).toContain('preview V1');
    expect(screen.queryByRole('columnheader')).toBeNull();
    const preview = screen.getByRole('region', {
      name: 'Preview of version 1'
    });
    expect(preview).toHaveFocus();
    expect(preview).toHaveTextContent('Nothing here runs');
    expect(preview).toHaveTextContent('x = ...');
    expect(preview).toHaveTextContent('too long');
    expect(preview).toHaveTextContent('data.csv');
    await userEvent.keyboard('{Escape}');
    expect(button('Preview as a student')).toHaveFocus();
    // As it was left.
    expect(name()).toHaveAttribute('aria-sort', 'descending');
  });

  it('copies a course after a look at every date', async () => {
    const { client } = await open(made => {
      made.person = person({
        courses: [
          course({ role: 'instructor' }),
          course({ id: 'C2', name: 'cs1-next', role: 'instructor' }),
          course({ id: 'C3', name: 'other', role: 'ta' })
        ]
      });
    });
    await click('Copy course…');
    const into = screen.getByLabelText('Into');
    expect(within(into).getAllByRole('option')).toHaveLength(1);
    const days = screen.getByLabelText(/^Shift by days/);
    fireEvent.change(days, { target: { value: '100' } });
    expect(screen.getByText(/98 days would be whole weeks/)).toBeVisible();
    fireEvent.change(days, { target: { value: '140' } });
    expect(
      screen.getByText('20 weeks: the weekdays stay the same.')
    ).toBeVisible();
    await click('Preview');
    expect(client.calls).toEqual(['previewCopies C1/* C2/* 140']);
    const copies = screen.getByRole('list', { name: 'Copies' });
    expect(copies).toHaveTextContent(/Nov 24.*→.*Apr 13.*11:59/);
    expect(copies).toHaveTextContent('not copied: the course has one');
    fireEvent.change(days, { target: { value: '7' } });
    expect(screen.queryByRole('button', { name: 'Copy now' })).toBeNull();
    await click('Preview');
    await click('Copy now');
    expect(client.calls).toContain('copy C1/* C2/* 7');
    expect(screen.getByText(/Copied 1 assignment into/)).toBeVisible();
    expect(button('Show “cs1-next”')).toBeEnabled();
  });

  it('copies one assignment under a name of its own', async () => {
    const { client } = await open();
    await click('Copy…');
    expect(screen.getByLabelText('Name')).toHaveValue('lab1 (copy)');
    await click('Preview');
    await click('Copy now');
    expect(client.calls).toContain('copy C1/A1 C1/lab1 (copy) 0');
  });

  it('says what to do where there is no course to copy into', async () => {
    await open();
    await click('Copy course…');
    expect(screen.getByText(/no other course that you lead/)).toBeVisible();
    await click('Back');
    expect(button('Close…')).toBeVisible();
  });
});
