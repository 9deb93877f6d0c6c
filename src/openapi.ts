import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Signing in and out moves nothing that could be done twice. */
const WITHOUT_KEY = /^\/api\/v1\/sessions/;

/** The API described at /api/openapi.json and browsable at /api/docs. */
export function describeApi(app: NestExpressApplication): void {
  const info = new DocumentBuilder()
    .setTitle('Sổ Vàng')
    .setDescription('The open double-entry ledger for charity and relief funds.')
    .setVersion('1')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('api/docs', app, () => describe(SwaggerModule.createDocument(app, info)), {
    jsonDocumentUrl: 'api/openapi.json',
    yamlDocumentUrl: 'api/openapi.yaml',
    customSiteTitle: 'Sổ Vàng API',
  });
}

/** Programs see the API alone, and on every write the key that makes sending it again safe. */
function describe(document: OpenAPIObject): OpenAPIObject {
  for (const [path, item] of Object.entries(document.paths)) {
    if (!/^\/(api|health)\//.test(path)) delete document.paths[path];
    else if (item.post && !WITHOUT_KEY.test(path)) {
      const key = {
        name: 'Idempotency-Key',
        in: 'header' as const,
        required: true,
        schema: { type: 'string' as const },
      };
      item.post.parameters = [...(item.post.parameters ?? []), key];
    }
  }
  return document;
}
