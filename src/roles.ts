import type { Role } from './api/schemas';

/** Roles that may see everybody's work. */
export const STAFF: ReadonlySet<Role> = new Set(['ta', 'instructor', 'admin']);

/** Roles that may change what holds for a course. */
export const LEADERS: ReadonlySet<Role> = new Set(['instructor', 'admin']);
