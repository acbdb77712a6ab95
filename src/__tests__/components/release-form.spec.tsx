import '@testing-library/jest-dom';
import { fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  ReleaseForm,
  type IReleaseChoice
} from '../../components/release-form';
import { english } from '../../english';
import { assignment, course } from '../samples';

function form() {
  let choice: IReleaseChoice = {
    courseId: 'C1',
    name: 'lab7',
    dueAt: null,
    files: []
  };
  render(
    <ReleaseForm
      courses={[course(), course({ id: 'C2', name: 'data8' })]}
      assignments={[assignment({ version: 2, due_at: '2026-12-01T22:59:00Z' })]}
      files={[{ path: 'teaching/data/rain.csv', size: 48_211 }]}
      folder="teaching"
      initial={choice}
      trans={english}
      onChange={next => {
        choice = next;
      }}
    />
  );
  return () => choice;
}

describe('the release form', () => {
  it('gives what was chosen', async () => {
    const choice = form();
    fireEvent.change(screen.getByLabelText('Course'), {
      target: { value: 'C2' }
    });
    fireEvent.change(screen.getByLabelText('Assignment'), {
      target: { value: 'hw 1' }
    });
    fireEvent.change(screen.getByLabelText('Due'), {
      target: { value: '2026-12-04T23:59' }
    });
    await userEvent.click(screen.getByRole('checkbox', { name: /rain.csv/ }));
    expect(choice()).toEqual({
      courseId: 'C2',
      name: 'hw 1',
      dueAt: new Date(2026, 11, 4, 23, 59).toISOString(),
      files: ['teaching/data/rain.csv']
    });
  });

  it('says that a known name makes a new version', () => {
    form();
    expect(screen.getByText(/A new assignment/)).toBeInTheDocument();
    fireEvent.change(screen.getByLabelText('Assignment'), {
      target: { value: 'lab1' }
    });
    expect(screen.getByText(/you make version 3 of it/)).toBeInTheDocument();
  });

  it('keeps the due time of an assignment that there is, unless another is chosen', () => {
    const choice = form();
    const name = screen.getByLabelText('Assignment');
    fireEvent.change(name, { target: { value: 'lab1' } });
    expect(choice().dueAt).toBe('2026-12-01T22:59:00Z');
    fireEvent.change(name, { target: { value: 'lab11' } });
    expect(choice().dueAt).toBeNull();
    fireEvent.change(screen.getByLabelText('Due'), {
      target: { value: '2026-12-04T23:59' }
    });
    fireEvent.change(name, { target: { value: 'lab1' } });
    expect(choice().dueAt).toBe(new Date(2026, 11, 4, 23, 59).toISOString());
  });

  it.each(['', 'a/b'])('takes no name like “%s”', async name => {
    form();
    const field = screen.getByLabelText('Assignment');
    fireEvent.change(field, { target: { value: name } });
    expect(field).toBeInvalid();
  });

  it('shows the zone, and warns of a time in the past', () => {
    form();
    expect(screen.getByText(/Time zone: /)).toBeInTheDocument();
    fireEvent.change(screen.getByLabelText('Due'), {
      target: { value: '2020-01-01T00:00' }
    });
    expect(screen.getByText(/This is in the past/)).toBeInTheDocument();
  });
});
