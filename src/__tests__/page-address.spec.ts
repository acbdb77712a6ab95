import { FormgraderModel } from '../models/formgrader/formgrader';
import { parsePlace } from '../models/formgrader/place';
import { keepAddress } from '../page-address';
import { FakeClient } from './fake-client';
import { live, settled } from './live';
import { assignment, course, person } from './samples';

/** A page of the service whose address has this hash, of which nothing is known yet. */
function begin(hash: string) {
  window.history.replaceState(null, '', `/services/autograde/${hash}`);
  const client = new FakeClient();
  client.person = person({ courses: [course({ role: 'ta' })] });
  client.assignmentList = [assignment(), assignment({ id: 'A2' })];
  const model = new FormgraderModel({
    client,
    live: live().events,
    place: parsePlace(window.location.hash) ?? undefined
  });
  keepAddress(model, window);
  return model;
}

/** The same, when it is known what there is. */
async function open(hash: string) {
  const model = begin(hash);
  await model.refresh();
  return model;
}

const hash = (): string => window.location.hash;

describe('the address of the page of the service', () => {
  it('says where one is as soon as that is known', async () => {
    const before = window.history.length;
    await open('');
    expect(hash()).toBe('#home?course=C1&assignment=A1');
    expect(window.history.length).toBe(before);
  });

  it('has steps to go back by, and none for each letter of a filter', async () => {
    const model = await open('');
    const before = window.history.length;
    model.go(parsePlace('submissions?course=C1&assignment=A2')!);
    await settled();
    expect(window.history.length).toBe(before + 1);
    const list = model.page('submissions');
    list.setFilter({ text: 'b' });
    list.setFilter({ text: 'bo' });
    expect(hash()).toBe('#submissions?course=C1&assignment=A2&text=bo');
    expect(window.history.length).toBe(before + 1);
  });

  it('leads back to where one was before anything was known', async () => {
    const model = begin('');
    model.go({
      page: 'submissions',
      course: null,
      assignment: null,
      query: {}
    });
    await settled();
    expect(hash()).toBe('#submissions?course=C1&assignment=A1');
    const back = new Promise(heard =>
      window.addEventListener('popstate', heard, { once: true })
    );
    window.history.back();
    await back;
    await settled();
    expect(model.place.page).toBe('home');
  });

  it('leads where it is changed to', async () => {
    const model = await open('#submissions?assignment=A1');
    const place = '#submissions?course=C1&assignment=A2&state=failed';
    window.history.replaceState(null, '', place);
    window.dispatchEvent(new PopStateEvent('popstate'));
    await settled();
    expect(model.context.assignment?.id).toBe('A2');
    expect(model.page('submissions').filter.state).toBe('failed');
    expect(hash()).toBe(place);
  });
});
