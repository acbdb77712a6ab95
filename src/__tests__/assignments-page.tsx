import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FormgraderView } from '../components/formgrader/formgrader-view';
import type { IPageActs } from '../components/formgrader/page';
import { english } from '../english';
import { faultOf } from '../models/fault';
import { FormgraderModel } from '../models/formgrader/formgrader';
import { FakeClient } from './fake-client';
import { live } from './live';
import { course, person } from './samples';

/** jsdom measures nothing: a window of this size makes rows appear. */
const SIZE = 400;

/** The page Assignments of a Formgrader, as an instructor has it. */
export async function open(
  prepare: (client: FakeClient) => void = () => undefined,
  acts: Partial<IPageActs> = {}
) {
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'instructor' })] });
  prepare(client);
  const { events, pushes } = live();
  const model = new FormgraderModel({ client, live: events });
  model.show('assignments');
  render(
    <FormgraderView
      model={model}
      trans={english}
      faultOf={error => faultOf(error, english)}
      acts={{ onGradeAgain: jest.fn(), ...acts }}
    />
  );
  await act(() => model.refresh());
  client.calls.length = 0;
  return { client, model, pushes };
}

export const button = (name: string | RegExp): HTMLElement =>
  screen.getByRole('button', { name });
export const click = (name: string | RegExp): Promise<void> =>
  userEvent.click(button(name));
export const group = (title: string): ReturnType<typeof within> =>
  within(screen.getByText(title).closest('details')!);

/** Have rows in tables. */
export function measure(): void {
  for (const side of ['clientHeight', 'clientWidth', 'offsetHeight'] as const) {
    jest.spyOn(HTMLElement.prototype, side, 'get').mockReturnValue(SIZE);
  }
  jest.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(SIZE);
}
