/** Every route says who may use it; one that says nothing is refused to everyone and stops the program at its start. */
import { SetMetadata } from '@nestjs/common';
import type { Permission } from './permissions.js';

/** What a route declares: the permission it needs, or why it needs none. */
export type Access = { permission: Permission } | { open: string };

export const ACCESS = 'sovang:access';

/** The route needs someone with this permission; for which unit, the service asks of the actor itself. */
export function Permit(permission: Permission): ClassDecorator & MethodDecorator {
  return SetMetadata(ACCESS, { permission } satisfies Access);
}

/** The route is for everyone, and this is why. */
export function Open(reason: string): ClassDecorator & MethodDecorator {
  return SetMetadata(ACCESS, { open: reason } satisfies Access);
}
