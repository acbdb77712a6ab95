import type { FormgraderModel } from './models/formgrader/formgrader';
import {
  formatPlace,
  parsePlace,
  type IPlace
} from './models/formgrader/place';

/** What of the browser is needed. */
type Browser = Pick<Window, 'addEventListener' | 'history' | 'location'>;

/**
 * Let the address of the page say where in the Formgrader one is, so that it can be reloaded, sent on, and gone back.
 *
 * Another page, course or assignment is a step to go back by; letters typed into a filter are not.
 */
export function keepAddress(model: FormgraderModel, browser: Browser): void {
  let shown: IPlace = model.place;
  model.changed.connect(() => {
    const { place } = model;
    const hash = `#${formatPlace(place)}`;
    const known = model.context.assignments !== null;
    if (!known || hash === browser.location.hash) {
      return;
    }
    if (isStep(shown, place)) {
      if (!browser.location.hash) {
        // Somebody was quicker than the list of assignments: there has to be a way back from here.
        browser.history.replaceState(null, '', `#${formatPlace(shown)}`);
      }
      browser.history.pushState(null, '', hash);
    } else {
      browser.history.replaceState(null, '', hash);
    }
    shown = place;
  });
  browser.addEventListener('popstate', () => {
    const place = parsePlace(browser.location.hash);
    if (place) {
      shown = place;
      model.go(place);
    }
  });
}

/** Whether one goes to another place; to have found the first course and assignment is none. */
function isStep(before: IPlace, after: IPlace): boolean {
  const moved = (one: string | null, other: string | null): boolean =>
    one !== null && one !== other;
  return (
    before.page !== after.page ||
    moved(before.course, after.course) ||
    moved(before.assignment, after.assignment)
  );
}
