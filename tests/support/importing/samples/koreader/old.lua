-- we can read Lua syntax here!
return {
    ["bookmarks"] = {
        [1] = {
            ["chapter"] = "The landing",
            ["datetime"] = "2021-03-05 10:15:30",
            ["highlighted"] = true,
            ["notes"] = "the dog slept through both crossings",
            ["page"] = "/body/DocFragment[5]/body/p[3]/text().10",
            ["pos0"] = "/body/DocFragment[5]/body/p[3]/text().10",
            ["pos1"] = "/body/DocFragment[5]/body/p[3]/text().46",
            ["text"] = "Why both?",
        },
        [2] = {
            ["datetime"] = "2021-03-05 10:16:30",
            ["highlighted"] = true,
            ["notes"] = "in single file",
            ["page"] = "/body/DocFragment[5]/body/p[5]/text().0",
            ["pos0"] = "/body/DocFragment[5]/body/p[5]/text().0",
            ["pos1"] = "/body/DocFragment[5]/body/p[5]/text().12",
            ["text"] = "Seite 14 in single file @ 2021-03-05 10:16:30",
        },
        [3] = {
            ["datetime"] = "2021-03-05 10:17:30",
            ["notes"] = "in The landing",
            ["page"] = "/body/DocFragment[5]/body/p[6]/text().0",
            ["text"] = "Seite 15 in The landing @ 2021-03-05 10:17:30",
        },
    },
    ["highlight"] = {
        [12] = {
            [1] = {
                ["chapter"] = "The landing",
                ["datetime"] = "2021-03-05 10:15:30",
                ["drawer"] = "lighten",
                ["pos0"] = "/body/DocFragment[5]/body/p[3]/text().10",
                ["pos1"] = "/body/DocFragment[5]/body/p[3]/text().46",
                ["text"] = "the dog slept through both crossings",
            },
        },
        [14] = {
            [1] = {
                ["datetime"] = "2021-03-05 10:16:30",
                ["drawer"] = "lighten",
                ["pos0"] = "/body/DocFragment[5]/body/p[5]/text().0",
                ["pos1"] = "/body/DocFragment[5]/body/p[5]/text().12",
                ["text"] = "in single file",
            },
        },
    },
    ["stats"] = {
        ["authors"] = "Ada Lund",
        ["title"] = "The Ferry Year",
    },
}
