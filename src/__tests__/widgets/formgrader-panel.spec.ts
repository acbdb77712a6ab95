import { english } from '../../english';
import { FormgraderModel } from '../../models/formgrader/formgrader';
import { PreferencesModel } from '../../models/preferences';
import { FormgraderPanel } from '../../widgets/formgrader-panel';
import { FakeClient } from '../fake-client';
import { live } from '../live';
import { course, person } from '../samples';

describe('the panel of the Formgrader', () => {
  it('says where it is when it goes elsewhere, and only then', async () => {
    const client = new FakeClient();
    client.person = person({ courses: [course({ role: 'ta' })] });
    const model = new FormgraderModel({ client, live: live().events });
    const acts = { onGradeAgain: jest.fn() };
    const panel = new FormgraderPanel({
      model,
      acts,
      trans: english,
      preferences: new PreferencesModel(),
      typeset: null
    });
    await model.refresh();
    expect(panel.place).toBe('home?course=C1&assignment=A1');

    const places: string[] = [];
    panel.placeChanged.connect(({ place }) => places.push(place));
    await model.refresh();
    panel.go('submissions?state=failed');
    panel.go('');
    await model.refresh();
    expect(places).toEqual([
      'submissions?course=C1&assignment=A1&state=failed'
    ]);
    panel.dispose();
    expect(model.isDisposed).toBe(true);
  });
});
