/** What helps to check a receipt without trusting this server: its keys, a file to keep, and the page's own worker. */
import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { Open } from '../../identity/permit.js';
import { PublicFiguresService } from '../../publication/public-figures.service.js';
import { ReceiptTokens } from '../../receipts/receipt-tokens.service.js';
import { receiptWorker } from '../assets.js';
import { pinned } from './receipt-proof.js';
import { verifyFile } from './verify-file.js';

@ApiExcludeController()
@Controller()
@Open('whoever holds a receipt may check it')
export class ReceiptTools {
  constructor(
    private readonly tokens: ReceiptTokens,
    private readonly figures: PublicFiguresService,
  ) {}

  /** The public keys that receipts are signed with: `id` as in the QR, `key` the 32 bytes of Ed25519, both in hex. */
  @Get('receipts/keys')
  @Header('Cache-Control', 'no-cache')
  keys(): { keys: { id: string; key: string }[] } {
    return { keys: pinned(this.tokens.keys()) };
  }

  /** Beside the receipts' pages, because a worker may only serve what is below it. */
  @Get('r/sw.js')
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  worker(): string {
    return receiptWorker;
  }

  /** One file with everything in it; its policy lets nothing run but its own script, and lets it connect to nothing. */
  @Get('verify.html')
  async file(@Res({ passthrough: true }) response: Response): Promise<string> {
    const { funds } = await this.figures.figures();
    const names = Object.fromEntries(funds.map(({ id, name }) => [id, name]));
    const { html, policy } = verifyFile({ keys: pinned(this.tokens.keys()), funds: names });
    response.set({
      'content-security-policy': policy,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    return html;
  }
}
