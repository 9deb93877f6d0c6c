import type { NextFunction, Request, Response } from 'express';
import { refuse } from './refusal.js';

/** No form or program of ours nests deeper; a body that does would only exhaust the stack of whoever walks it. */
const DEEPEST = 20;

/** After the body parser: refuses a body nested too deep, before anything is made of it. */
export function refuseDeepBody(request: Request, _response: Response, next: NextFunction): void {
  let level: unknown[] = [request.body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return next(refuse('request.malformed'));
    level = level.flatMap((part): unknown[] => (part !== null && typeof part === 'object' ? Object.values(part) : []));
  }
  next();
}
