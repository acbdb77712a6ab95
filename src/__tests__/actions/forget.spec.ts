import { waitFor } from '@testing-library/dom';
import { forgetRefused } from '../../actions/forget';
import { english } from '../../english';
import { pending, unreachable } from '../samples';
import { press } from './dialog';

const refused = pending({ state: 'refused' });

describe('a refused submission', () => {
  it('is forgotten when that is confirmed', async () => {
    const forget = jest.fn(async () => undefined);
    const done = forgetRefused(refused, forget, english);
    await press('Forget');
    await done;
    expect(forget).toHaveBeenCalledTimes(1);
  });

  it('is kept when it is not', async () => {
    const forget = jest.fn(async () => undefined);
    const done = forgetRefused(refused, forget, english);
    await press('Keep');
    await done;
    expect(forget).not.toHaveBeenCalled();
  });

  it('that can not be forgotten is said to be there still', async () => {
    const done = forgetRefused(
      refused,
      () => Promise.reject(unreachable()),
      english
    );
    await press('Forget');
    await waitFor(() =>
      expect(document.body.textContent).toContain('It could not be forgotten')
    );
    await press('Close');
    await done;
  });
});
