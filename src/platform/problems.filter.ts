import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { log } from './log.js';
import { type Lang, Refusal, refusalOfConstraint, refuse } from './refusal.js';
import { SeeOther } from './see-other.js';
import { sqlState, violatedConstraint } from './transact.js';

/** RFC 9457, with our stable code and the problems of single fields. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors?: { path: string; code: string; message: string }[];
};

/** How a problem looks to a person in a browser; the web folder provides it. */
export type ProblemPage = (problem: Problem, request: Request) => string;

const CONNECTION_LOST = /^(08|57P0|53)/;
/** A text that no database text can hold, as one with a NUL in it. */
const UNWRITABLE = /^(22021|22P05)$/;

/** The one place where an error becomes an answer: problem+json for programs, a page for people. */
@Catch()
export class ProblemsFilter implements ExceptionFilter {
  constructor(private readonly page: ProblemPage) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof SeeOther) return leadTo(error.path, request, response);
    const forPerson = wantsPage(request);
    const problem = problemOf(error, languageOf(request, forPerson));
    if (problem.status >= 500) logBroken(error, request);
    if (problem.status === 401 && !forPerson) response.setHeader('WWW-Authenticate', 'Bearer');
    if (problem.status === 429) response.setHeader('Retry-After', '60');
    response.status(problem.status).setHeader('Cache-Control', 'no-store');
    if (forPerson) response.type('html').send(this.page(problem, request));
    else response.type('application/problem+json').send(JSON.stringify(problem));
  }
}

/** The problem that an error is answered as. A broken invariant says nothing of its inside. */
export function problemOf(error: unknown, lang: Lang): Problem {
  const refusal = refusalOf(error);
  if (!refusal) {
    const detail =
      lang === 'vi' ? 'Có lỗi trong hệ thống. Chưa có gì được ghi.' : 'Something broke inside. Nothing was written.';
    return { type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'internal', detail };
  }
  const errors = refusal.problems.map(({ path, code, ...text }) => ({ path, code, message: text[lang] }));
  return {
    type: `urn:sovang:problem:${refusal.code}`,
    title: refusal.code,
    status: refusal.status,
    code: refusal.code,
    detail: refusal.sentence(lang),
    ...(errors.length > 0 && { errors }),
  };
}

/** The refusal that an error stands for: itself, a violated constraint, or what the framework threw. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  const constraint = refusalOfConstraint(violatedConstraint(error));
  if (constraint) return constraint;
  if (CONNECTION_LOST.test(sqlState(error) ?? '') || isDisconnected(error)) return refuse('server.busy');
  if (UNWRITABLE.test(sqlState(error) ?? '')) return refuse('request.malformed');
  const status = error instanceof HttpException ? error.getStatus() : (error as { status?: unknown } | null)?.status;
  if (status === 404) return refuse('request.not-found');
  if (status === 413) return refuse('request.too-large');
  if (status === 415) return refuse('request.media-type');
  if (status === 429) return refuse('request.too-many');
  if (typeof status === 'number' && status >= 400 && status < 500) return refuse('request.malformed');
  return undefined;
}

function isDisconnected(error: unknown): boolean {
  const cause =
    (error as { driverError?: { code?: string } } | null)?.driverError ?? (error as { code?: string } | null);
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(cause?.code ?? '') ||
    // The second is what a statement is told that is sent behind the one during which the connection broke.
    /Connection terminated|is not queryable/.test(String((error as Error | null)?.message)) ||
    // A connection that breaks between two statements is taken from its transaction at once.
    /^QueryRunner(Provider)?AlreadyReleasedError$/.test(String((error as Error | null)?.name))
  );
}

/** A piece of a page is asked for by script, which would put the other page inside this one; so it is told to go there. */
function leadTo(path: string, request: Request, response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  if (request.header('hx-request') === 'true') response.setHeader('HX-Redirect', path).status(204).end();
  else response.redirect(303, path);
}

/** Whether a person's browser asks for a page, rather than a program for data. */
export function wantsPage(request: Request): boolean {
  return (
    !/^\/(api|log|open-data|health|metrics)(\/|$)/.test(request.path) && request.accepts(['html', 'json']) === 'html'
  );
}

/** Pages follow the reader's own switch, programs the Accept-Language header; Vietnamese by default. */
export function languageOf(request: Request, page = false): Lang {
  if (page) return /(?:^|;\s*)lang=en(?:;|$)/.test(request.header('cookie') ?? '') ? 'en' : 'vi';
  return request.header('accept-language') && request.acceptsLanguages(['vi', 'en']) === 'en' ? 'en' : 'vi';
}

/** A failed query's message may quote a value, so of such an error only its state and constraint are logged. */
function logBroken(error: unknown, request: Request): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const state = sqlState(error);
  log.error(
    {
      error: name,
      ...(state === undefined ? { message } : { sqlState: state, constraint: violatedConstraint(error) }),
      at: stack
        ?.split('\n')
        .filter((line) => /^\s+at /.test(line))
        .slice(0, 6)
        .map((line) => line.trim()),
      method: request.method,
      route: (request.route as { path?: string } | undefined)?.path,
    },
    'broken',
  );
}
