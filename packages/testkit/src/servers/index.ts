export { drachtioForTests, DRACHTIO_IMAGE, type DrachtioForTests } from './drachtio.ts';
export { KAFKA_IMAGE } from './kafka-container.ts';
export { KafkaProcess, KAFKA_LOGIN } from './kafka-process.ts';
export { kafkaForTests, type KafkaForTests } from './kafka.ts';
export { mavenJars } from './maven-jars.ts';
export { MONGODB_IMAGE } from './mongodb-container.ts';
export { MongodbProcess } from './mongodb-process.ts';
export { mongodbForTests, type MongodbForTests } from './mongodb.ts';
export { NoServerError } from './provider.ts';
