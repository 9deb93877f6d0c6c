import { Injectable } from '@nestjs/common';
import { dayOf, type PlainDate } from './dates.js';

/** The product's clock: "today" is the day in Vietnam, whatever zone the server keeps. Tests may replace it. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  today(): PlainDate {
    return dayOf(this.now());
  }
}
