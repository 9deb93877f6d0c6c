import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

/**
 * The program's log: one JSON object a line, on standard error so that commands keep standard output for answers.
 * Requests are logged with method, route pattern, status and time, never with a body, a query or an address.
 */
export const log: Logger = pino(
  { level: process.env.LOG_LEVEL ?? (process.env.NODE_ENV === 'test' ? 'silent' : 'info'), base: null },
  pino.destination(2),
);

/** Nest's own messages, through the same log; the many of a quiet start only when asked for. */
export class NestLog implements LoggerService {
  log(message: string, context?: string): void {
    log.debug({ context }, message);
  }
  warn(message: string, context?: string): void {
    log.warn({ context }, message);
  }
  error(message: string, trace?: string, context?: string): void {
    log.error({ context, trace }, message);
  }
  fatal(message: string, trace?: string): void {
    log.fatal({ trace }, message);
  }
}
