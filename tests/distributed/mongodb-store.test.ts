import { storeContract } from '@firstring/store/contract';
import { mongoMedium } from './_mongodb.ts';

storeContract('mongodb', mongoMedium);
