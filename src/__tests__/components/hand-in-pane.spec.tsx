import '@testing-library/jest-dom';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { HandInPane } from '../../components/formgrader/hand-in-pane';
import { english } from '../../english';
import type { IPlacedFile } from '../../hand-in-files';
import { HandInModel } from '../../models/formgrader/hand-in';
import { FakeClient } from '../fake-client';
import { assignment, enrollment } from '../samples';

async function open() {
  const client = new FakeClient();
  client.roster.list = [enrollment({ user: 'alice' })];
  const sent: unknown[] = [];
  let draw: () => void = () => undefined;
  const model = new HandInModel(client, () => draw());
  const onSend = (
    assignmentId: string,
    user: string,
    files: readonly IPlacedFile[],
    reason: string
  ): void => {
    sent.push([assignmentId, user, files.map(({ path }) => path), reason]);
  };
  const page = () => (
    <HandInPane
      model={model}
      assignments={[
        assignment({ id: 'A0', name: 'draft', state: 'draft' }),
        assignment()
      ]}
      assignment={null}
      fault={null}
      trans={english}
      onSend={onSend}
    />
  );
  await model.begin('C1');
  const { rerender } = render(page());
  draw = () => act(() => rerender(page()));
  return { client, sent };
}

describe('the form to hand in for a student', () => {
  it('says what it will be, takes a renamed notebook, and wants a reason', async () => {
    const { sent } = await open();
    expect(screen.getByRole('combobox', { name: 'Assignment' })).toHaveFocus();
    expect(screen.queryByRole('option', { name: 'draft' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Hand in' })).toBeDisabled();
    await userEvent.type(
      screen.getByRole('combobox', { name: 'Student' }),
      'alice'
    );
    expect(
      await screen.findByText(/^Attempt 2, graded with version 1/)
    ).toHaveTextContent(/Late: it was due/);
    await userEvent.upload(
      screen.getByLabelText('From this computer:'),
      new File(['{}'], 'alice.ipynb')
    );
    expect(
      screen.getByText('alice.ipynb, handed in as hw1.ipynb')
    ).toBeInTheDocument();
    const button = screen.getByRole('button', {
      name: 'Hand in attempt 2 of alice'
    });
    expect(screen.getByText('Say why.')).toBeInTheDocument();
    expect(button).toBeDisabled();
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Reason' }),
      'ill'
    );
    await userEvent.click(button);
    expect(sent).toEqual([['A1', 'alice', ['hw1.ipynb'], 'ill']]);
  });

  it('names the notebook that is missing', async () => {
    await open();
    await userEvent.type(
      screen.getByRole('combobox', { name: 'Student' }),
      'alice'
    );
    await screen.findByText(/^Attempt 2/);
    await userEvent.upload(
      screen.getByLabelText('From this computer:'),
      new File(['1,2'], 'data.csv')
    );
    expect(
      screen.getByText('The notebook hw1.ipynb is not among the files.')
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Leave out data.csv' })
    );
    expect(screen.getByText('Choose the files.')).toBeInTheDocument();
  });
});
