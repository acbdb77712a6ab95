import { CourseAssignmentsModel } from './course-assignments';
import { GradebookModel } from './gradebook';
import { HomeModel } from './home';
import { InsightModel } from './insight';
import { ManualModel } from './manual';
import type { IPageModel, IPageOptions } from './page';
import { StudentsModel } from './students';
import { SubmissionsModel } from './submissions';

/** The state of each page of the Formgrader, by the page's name. A page more is a line more here and in `PAGES`. */
const models = {
  home: (options: IPageOptions) => new HomeModel(options),
  assignments: (options: IPageOptions) => new CourseAssignmentsModel(options),
  submissions: (options: IPageOptions) => new SubmissionsModel(options),
  manual: (options: IPageOptions) => new ManualModel(options),
  students: (options: IPageOptions) => new StudentsModel(options),
  gradebook: (options: IPageOptions) => new GradebookModel(options),
  insight: (options: IPageOptions) => new InsightModel(options)
} satisfies Record<string, (options: IPageOptions) => IPageModel>;

/** The name of a page, in addresses too. */
export type PageId = keyof typeof models;

/** Which model a page has. */
export type PageModels = {
  [Id in PageId]: ReturnType<(typeof models)[Id]>;
};

/** Make the state of a page. */
export const MODELS: {
  readonly [Id in PageId]: (options: IPageOptions) => PageModels[Id];
} = models;

/** Whether a page is called so: addresses are typed by people too. */
export function isPageId(name: string): name is PageId {
  return Object.hasOwn(MODELS, name);
}
