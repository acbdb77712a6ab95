import type { TranslationBundle } from '@jupyterlab/translation';
import {
  useEffect,
  useId,
  useReducer,
  useRef,
  type ReactElement,
  type ReactNode
} from 'react';
import type { IErrorText } from '../../api/errors';
import type { FormgraderModel } from '../../models/formgrader/formgrader';
import type { PageId } from '../../models/formgrader/page-models';
import type { IPlace } from '../../models/formgrader/place';
import { CoursePicker } from '../course-picker';
import { StaffFrame } from '../staff-frame';
import type { IPageActs } from './page';
import { PageTabs } from './page-tabs';
import { drawPage, PAGES } from './pages';

export interface IFormgraderViewProps {
  model: FormgraderModel;
  acts: IPageActs;
  /** What the panel is for, as long as somebody does not know it. */
  hint?: ReactNode;
  trans: TranslationBundle;
  /** An error in words; null stays null. */
  faultOf(error: unknown): IErrorText | null;
}

/** The Formgrader, kept up to date with its model: the same in the lab and on the service's page. */
export function FormgraderView(props: IFormgraderViewProps): ReactElement {
  const { acts, faultOf, model, trans } = props;
  const [, update] = useReducer((count: number) => count + 1, 0);
  const panelId = useId();
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    model.changed.connect(update);
    return () => {
      model.changed.disconnect(update);
    };
  }, [model]);
  const { context, pageId } = model;
  const ids = Object.keys(PAGES) as PageId[];
  const onPage = (id: PageId): void => model.show(id);
  const onPlace = (place: IPlace): void => {
    // What led there goes with its page, and would take the focus along.
    panel.current?.focus({ preventScroll: true });
    model.go(place);
  };
  return (
    <StaffFrame
      courses={context.courses}
      fault={faultOf(model.error)}
      known
      forWhom={trans.__(
        'The Formgrader is for instructors and TAs; an instructor or the operators can add you.'
      )}
      trans={trans}
      onRetry={() => void model.refresh()}
    >
      {props.hint}
      <CoursePicker
        courses={context.courses ?? []}
        course={context.course}
        trans={trans}
        onCourse={id => context.selectCourse(id)}
      >
        <PageTabs
          label={trans.__('Pages of the Formgrader')}
          tabs={ids.map(id => [id, PAGES[id].label(trans)])}
          selected={pageId}
          panelId={panelId}
          onSelect={onPage}
        />
      </CoursePicker>
      <div
        ref={panel}
        id={panelId}
        className="jp-AutogradeFormgrader-page"
        role="tabpanel"
        // A page may have nothing that could be focused: an empty Home.
        tabIndex={0}
        aria-labelledby={`${panelId}-tab-${pageId}`}
      >
        {drawPage(pageId, model, {
          acts,
          faultOf,
          onPage,
          onPlace,
          trans
        })}
      </div>
    </StaffFrame>
  );
}
