import type { PersonModel } from './person';

/** The part of a person that is needed here. */
type Known = Pick<PersonModel, 'person' | 'changed'>;

/**
 * Ask for the service's session as soon as the service has said that a button needs one, and once.
 *
 * The hub answers without a page where the person is logged in, and the cookie comes with the way back. Where it asks
 * something, nothing is shown: the button then says that one has to log in.
 */
export function signInOnce(
  known: Known,
  visit: (address: string) => Promise<unknown>
): void {
  const tryIt = (): void => {
    const address = known.person?.sign_in;
    // A path of this host and nothing else: the service's word opens no other site.
    if (address && /^\/(?![/\\])/.test(address)) {
      known.changed.disconnect(tryIt);
      visit(address).catch(() => undefined);
    }
  };
  known.changed.connect(tryIt);
  tryIt();
}
