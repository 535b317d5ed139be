import { JsonCodec, XmlCodec } from '@aws-sdk/core/protocols';
import type { ServiceModel } from './service-model.ts';

export function jsonCodec(isRest: boolean): JsonCodec {
  return new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, httpBindings: isRest, jsonName: isRest });
}

export function xmlCodec(model: ServiceModel): XmlCodec {
  return new XmlCodec({
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: model.protocol === 'rest-xml',
    xmlNamespace: model.xmlNamespace,
    serviceNamespace: model.xmlNamespace,
  });
}
