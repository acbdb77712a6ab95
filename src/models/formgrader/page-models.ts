import { ManualModel } from './manual';
import { GradebookModel } from './gradebook';
import type { IPageModel, IPageOptions } from './page';
import { StudentsModel } from './students';
import { SubmissionsModel } from './submissions';

/** The state of each page of the Formgrader, by the page's name. A page more is a line more here and in `PAGES`. */
export const MODELS = {
  submissions: (options: IPageOptions) => new SubmissionsModel(options),
  manual: (options: IPageOptions) => new ManualModel(options),
  students: (options: IPageOptions) => new StudentsModel(options),
  gradebook: (options: IPageOptions) => new GradebookModel(options)
} satisfies Record<string, (options: IPageOptions) => IPageModel>;

/** The name of a page, in addresses too. */
export type PageId = keyof typeof MODELS;

/** Which model a page has. */
export type PageModels = {
  [Id in PageId]: ReturnType<(typeof MODELS)[Id]>;
};

/** `MODELS`, so that what is made for a page is known to be its model. */
export const MAKERS: {
  [Id in PageId]: (options: IPageOptions) => PageModels[Id];
} = MODELS;
