import type { NextFunction, Request, Response } from 'express';
import { log } from './log.js';

/** One line a request: method, the route's pattern (never the path, which may hold a code or a name), status, time. */
export function requestLog(request: Request, response: Response, next: NextFunction): void {
  const started = process.hrtime.bigint();
  response.on('finish', () => {
    const route = (request.route as { path?: string } | undefined)?.path;
    const ms = Number((process.hrtime.bigint() - started) / 1_000_000n);
    log.debug({ method: request.method, route, status: response.statusCode, ms }, 'request');
  });
  next();
}
