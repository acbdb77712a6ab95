import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { IChosenFile } from '../../hand-in-files';
import type { CourseContext } from '../../models/formgrader/course-context';
import type { IPageModel } from '../../models/formgrader/page';
import type { PageId, PageModels } from '../../models/formgrader/page-models';
import type { IPlace } from '../../models/formgrader/place';
import type { DrawChart } from './insight/chart-figure';

/** Files of the user's own server, where there is one. */
export interface IFileChoice {
  /** As they were saved; `key` tells them apart. */
  openNotebooks(): readonly (IChosenFile & { key: string })[];
  /** Ask for some; none when nobody chose any. */
  choose(): Promise<readonly IChosenFile[]>;
}

/** What pages do that lab and service do in different ways: to ask first, to open something. */
export interface IPageActs {
  /** Ask first, then grade the shown submission again. */
  onGradeAgain(): void;
  /** Draw a chart; undefined on the service's own page, which has tables in their place. */
  drawChart?: DrawChart;
  /** Undefined on the service's own page, which is for staff without a server. */
  files?: IFileChoice;
  /**
   * Ask for a notebook, and make an assignment of it, or with `assignmentId` a version; undefined on the service's own
   * page, which can't read anybody's files.
   */
  onRelease?(courseId: string, assignmentId: string | null): void;
}

/** What a page of the Formgrader is drawn with; it is drawn anew when its model or the context changes. */
export interface IPageProps<Model extends IPageModel> {
  model: Model;
  context: CourseContext;
  acts: IPageActs;
  trans: TranslationBundle;
  /** An error in words; null stays null. */
  faultOf(error: unknown): IErrorText | null;
  /** Show another page. */
  onPage(id: PageId): void;
  /** Show a page as an address says. */
  onPlace(place: IPlace): void;
}

/** A page of the Formgrader. */
export interface IPage<Id extends PageId> {
  /** Of its tab. */
  label(trans: TranslationBundle): string;
  render(props: IPageProps<PageModels[Id]>): ReactElement;
}
