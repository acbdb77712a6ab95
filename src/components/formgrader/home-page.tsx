import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { TodoItem } from '../../api/schemas';
import type { HomeModel } from '../../models/formgrader/home';
import type { IPlace } from '../../models/formgrader/place';
import { LEADERS } from '../../roles';
import { dueQuery, isDueKind } from '../../due-work';
import { filterOf, queryOf } from '../../submission-filter';
import { Button } from '../button';
import { Message } from '../message';
import type { IPageProps } from './page';
import { PassbackList } from './passback-list';
import { todoAdvice, todoFacts, todoSentence } from './todo-words';

/** What is to be done in the course, each with the list where it is done. */
export function HomePage(props: IPageProps<HomeModel>): ReactElement {
  const { context, model, onPlace, trans } = props;
  const { passback, todo } = model;
  const { course } = context;
  if (todo === null || course === null) {
    return (
      <Message
        kind="loading"
        sentence={trans.__('Looking for what is to be done…')}
      />
    );
  }
  if (passback.assignmentId !== null) {
    return (
      <PassbackList
        model={passback}
        maySend={LEADERS.has(course.role ?? 'student')}
        trans={trans}
        onBack={() =>
          onPlace({
            page: 'home',
            course: course.id,
            assignment: null,
            query: {}
          })
        }
      />
    );
  }
  if (todo.items.length === 0) {
    return (
      <Message
        kind="empty"
        sentence={trans.__('Nothing is to be done in %1.', course.name)}
        nextStep={trans.__('What comes up appears here by itself.')}
      />
    );
  }
  const open = (item: TodoItem): void => {
    const place = placeOf(item);
    if (place) {
      onPlace({ course: course.id, ...place });
    }
  };
  return (
    <section className="jp-AutogradeHome" aria-label={trans.__('To do')}>
      <p className="jp-AutogradeHidden" role="status">
        {trans._n(
          '%1 thing to do in %2',
          '%1 things to do in %2',
          todo.items.length,
          course.name
        )}
      </p>
      <ul className="jp-AutogradeHome-list">
        {todo.items.map(item => (
          <Item
            key={`${item.kind} ${item.assignment_id}`}
            item={item}
            trans={trans}
            onOpen={() => open(item)}
          />
        ))}
      </ul>
    </section>
  );
}

/** Where it is done: a page and what it shows of an assignment. */
function placeOf(item: TodoItem): Omit<IPlace, 'course'> | null {
  const { assignment_id: of, filter, kind } = item;
  if (kind === 'passback' && of) {
    return { page: 'home', assignment: of, query: { passback: of } };
  }
  if (!filter) {
    return null;
  }
  const assignment = filter.assignment_id;
  if (isDueKind(kind)) {
    const query = dueQuery({ assignmentId: assignment, kind });
    return { page: 'students', assignment, query };
  }
  return kind === 'needs_manual_grade'
    ? { page: 'manual', assignment, query: {} }
    : {
        page: 'submissions',
        assignment,
        query: queryOf(filterOf(filter.state ? { state: filter.state } : {}))
      };
}

function Item(props: {
  item: TodoItem;
  trans: TranslationBundle;
  onOpen(): void;
}): ReactElement {
  const { item, trans } = props;
  const sentence = todoSentence(item, trans);
  const facts = todoFacts(item, trans);
  const advice = todoAdvice(item, trans);
  const verb =
    item.kind === 'needs_manual_grade' ? trans.__('Grade') : trans.__('Show');
  return (
    <li className="jp-AutogradeTodo" data-kind={item.kind}>
      <div className="jp-AutogradeTodo-words">
        <p className="jp-AutogradeTodo-sentence">{sentence}</p>
        {facts.length > 0 && (
          <p className="jp-AutogradeTodo-facts">{facts.join(' · ')}</p>
        )}
        {advice && <p className="jp-AutogradeTodo-facts">{advice}</p>}
        <People item={item} trans={trans} />
      </div>
      {placeOf(item) && (
        <Button
          label={[verb, sentence, ...facts.slice(0, 1)].join(', ')}
          onClick={props.onOpen}
        >
          {verb}
        </Button>
      )}
    </li>
  );
}

/** Who has not started or submitted. */
function People(props: {
  item: TodoItem;
  trans: TranslationBundle;
}): ReactElement | null {
  const { item, trans } = props;
  const users = item.users ?? [];
  if (users.length === 0) {
    return null;
  }
  const more = item.count - users.length;
  return (
    <details className="jp-AutogradeTodo-people">
      <summary>{trans.__('Who')}</summary>
      <p>
        {users.join(', ')}
        {more > 0 && ` ${trans._n('and %1 more', 'and %1 more', more)}`}
      </p>
    </details>
  );
}
