import type { NextFunction, Request, Response } from 'express';
import { exactJson } from './money.js';

/** Every JSON answer is written by `exactJson`: bigints as integers, none of them rounded. */
export function answerExactly(_request: Request, response: Response, next: NextFunction): void {
  response.json = (body: unknown) => response.type('application/json').send(exactJson(body));
  next();
}
