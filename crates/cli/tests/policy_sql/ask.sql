select {rule} as met from enterprise order by row
