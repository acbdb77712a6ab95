import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { TodoItem } from '../../../api/schemas';
import { Button } from '../../button';
import { todoFacts, todoSentence } from '../todo-words';

/** Says that those alone are listed whose work is due. */
export function DueNotice(props: {
  item: TodoItem;
  trans: TranslationBundle;
  onAll(): void;
}): ReactElement {
  const { item, trans } = props;
  const named = item.users?.length ?? 0;
  return (
    <div className="jp-AutogradeSubmissions-notice" role="status">
      {[todoSentence(item, trans), ...todoFacts(item, trans)].join(' · ')}
      {named < item.count && (
        <> · {trans.__('the first %1 of them are listed', named)}</>
      )}
      <Button onClick={props.onAll}>{trans.__('Show everybody')}</Button>
    </div>
  );
}
