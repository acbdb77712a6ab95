import { focusable } from '../focusable';

it('finds what the Tab key reaches, in its order', () => {
  document.body.innerHTML = `
    <a id="link" href="#"></a><a id="anchor"></a>
    <button id="one"></button><button id="off" disabled></button>
    <button id="by-arrows" tabindex="-1"></button>
    <div id="grid" tabindex="0"></div><div id="place" tabindex="-1"></div>`;
  expect(focusable(document.body).map(({ id }) => id)).toEqual([
    'link',
    'one',
    'grid'
  ]);
});
