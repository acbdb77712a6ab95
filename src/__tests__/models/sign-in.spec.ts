import { Signal } from '@lumino/signaling';
import type { Person } from '../../api/schemas';
import type { PersonModel } from '../../models/person';
import { signInOnce } from '../../models/sign-in';

const LOGIN = '/services/autograde/login?next=/services/autograde/';

/** A person of whom the service says more from time to time. */
class Known {
  person: Person | null = null;
  readonly changed = new Signal<PersonModel, void>(
    this as unknown as PersonModel
  );

  say(signIn: string | null): void {
    this.person = { name: 'sam', admin: false, courses: [], sign_in: signIn };
    this.changed.emit();
  }
}

describe('signing in for the buttons of other extensions', () => {
  let known: Known;
  let visit: jest.Mock<Promise<unknown>, [string]>;

  beforeEach(() => {
    known = new Known();
    visit = jest.fn<Promise<unknown>, [string]>(() =>
      Promise.reject(new Error('offline'))
    );
  });

  it('waits until the service asks for it, and does it once', () => {
    signInOnce(known, visit);
    known.say(null);
    expect(visit).not.toHaveBeenCalled();
    known.say(LOGIN);
    known.say(`${LOGIN}other`);
    expect(visit.mock.calls).toEqual([[LOGIN]]);
  });

  it('does it at once where the person is known', () => {
    known.say(LOGIN);
    signInOnce(known, visit);
    expect(visit).toHaveBeenCalledTimes(1);
  });

  it.each(['https://evil.example/', '//evil.example/', '/\\evil', 'login'])(
    'visits no other site: %s',
    address => {
      known.say(address);
      signInOnce(known, visit);
      expect(visit).not.toHaveBeenCalled();
    }
  );
});
