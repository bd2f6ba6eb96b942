"""Reads the description of the data set as linked data, without the network; prints its downloads, as JSON."""

import json
import sys

import rdflib

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")

graph = rdflib.Graph()
graph.parse(data=sys.stdin.read(), format="json-ld")
catalogs = list(graph.subjects(rdflib.RDF.type, DCAT.Catalog))
datasets = [dataset for catalog in catalogs for dataset in graph.objects(catalog, DCAT.dataset)]
found = {
    "catalogs": len(catalogs),
    "datasets": len(datasets),
    "titles": [str(title) for dataset in datasets for title in graph.objects(dataset, DCT.title)],
    "descriptions": sum(1 for dataset in datasets for _ in graph.objects(dataset, DCT.description)),
    "services": [str(at) for catalog in catalogs for service in graph.objects(catalog, DCAT.service)
                 for at in graph.objects(service, DCAT.endpointDescription)],
    "publishers": sum(1 for dataset in datasets for _ in graph.objects(dataset, DCT.publisher)),
    "modified": [str(at) for dataset in datasets for at in graph.objects(dataset, DCT.modified)],
    "downloads": sorted(
        str(address)
        for dataset in datasets
        for distribution in graph.objects(dataset, DCAT.distribution)
        for address in graph.objects(distribution, DCAT.downloadURL)
    ),
}
json.dump(found, sys.stdout, ensure_ascii=False)
