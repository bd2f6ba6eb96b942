insert into enterprise values {rows};
