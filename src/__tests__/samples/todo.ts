import type { Todo, TodoItem } from '../../api/schemas';
import { TIME } from './time';

export function todo(...items: TodoItem[]): Todo {
  return { course_id: 'C1', at: TIME, tonight: TIME, items };
}

export function todoItem(change: Partial<TodoItem> = {}): TodoItem {
  return {
    kind: 'failed',
    count: 2,
    assignment_id: 'A1',
    assignment: 'lab1',
    users: [],
    filter: { assignment_id: 'A1', state: 'failed' },
    ...change
  };
}
