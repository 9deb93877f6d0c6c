import { IsString, MaxLength, MinLength } from 'class-validator';
import { Tidy } from '../platform/validation.js';

export class SignIn {
  @Tidy()
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  username!: string;

  @IsString()
  @MinLength(1)
  @MaxLength(200)
  password!: string;
}

export class SignedIn {
  /** Sent as `Authorization: Bearer …`. */
  token!: string;
  /** RFC 3339; at the latest then one signs in again. */
  expiresAt!: string;
}

export class GrantAnswer {
  role!: string;
  unitCode!: string;
  unitName!: string;
}

export class Me {
  id!: string;
  username!: string;
  name!: string;
  unitCode!: string;
  unitName!: string;
  roles!: GrantAnswer[];
  /** What the roles permit, in the units of each role and those below. */
  permissions!: string[];
}
