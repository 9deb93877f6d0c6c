import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { AppModule } from './app.module.js';
import type { Config } from './config.js';
import { describeApi } from './openapi.js';
import type { Keys } from './platform/keys.js';
import { NestLog } from './platform/log.js';
import { answerExactly } from './platform/exact-answers.js';
import { refuseDeepBody } from './platform/json-depth.js';
import { ProblemsFilter } from './platform/problems.filter.js';
import { requestLog } from './platform/request-log.js';
import { CheckedPipe } from './platform/validation.js';
import { mountAssets } from './web/assets.js';
import { problemPageFor } from './web/problem-page.js';
import { preferences } from './web/ui/page.js';

export type AppContext = { config: Config; appUrl: string; publicUrl: string; keys: Keys };

/**
 * The program as it serves and as it is tested: everything but listening.
 * @param root the program's modules; a benchmark adds a route of its own to them
 */
export async function createApp(
  context: AppContext,
  root: DynamicModule = AppModule.with(context),
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(root, {
    logger: new NestLog(),
    bodyParser: false,
    abortOnError: false,
  });
  configure(app, context.config);
  return app;
}

function configure(app: NestExpressApplication, config: Config): void {
  app.set('trust proxy', config.trustProxy);
  app.use(answerExactly);
  app.disable('x-powered-by');
  app.use(requestLog);
  app.use(helmet(headers(config)));
  mountAssets(app);
  app.use(preferences);
  app.useBodyParser('json', { limit: '1mb' });
  app.useBodyParser('urlencoded', { limit: '1mb', extended: false, parameterLimit: 2_000 });
  app.use(refuseDeepBody);
  app.useGlobalPipes(new CheckedPipe());
  app.useGlobalFilters(new ProblemsFilter(problemPageFor({ demo: config.demo })));
  describeApi(app);
}

/** No inline script, nothing from elsewhere; the browsable API description alone needs a looser policy, set on its own path. */
function headers(config: Config): Parameters<typeof helmet>[0] {
  const https = config.publicUrl.startsWith('https:');
  return {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: https ? [] : null,
      },
    },
    strictTransportSecurity: https,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  };
}
