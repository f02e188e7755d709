import { busContract } from '@firstring/bus/contract';
import { openKafkaBus } from '@firstring/bus/platformatic';
import { mediumOn, ON_A_BROKER } from './_kafka.ts';

busContract('platformatic', mediumOn(openKafkaBus), ON_A_BROKER);
